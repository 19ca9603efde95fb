import type { ParsedScript } from '../../migrations/migration';
import type { Notice } from '../plan';

/** What should be known of a script that is to run, although it may. */
export function noticeScript({ script, openCopy }: ParsedScript, id: string): readonly Notice[] {
  if (!openCopy) return [];
  const place = `${script.path}:${openCopy.line}:${openCopy.column}`;
  const message = `${place}: the data of this COPY has no \\. at its end, so every line up to the end of the file is a row. If the file was cut short, rows are missing.`;
  return [{ severity: 'warning', message, ids: [id] }];
}

/**
 * Of a down that cannot be parsed: only a rollback needs it, and refuses it then. One over 8 MB is not read for that.
 */
export function noticeUnparsableDown(down: ParsedScript, id: string): readonly Notice[] {
  const [problem] = down.problems;
  if (!problem) return [];
  const message = `${down.script.path} cannot be run: ${problem.message}. Until it is corrected, ${id} cannot be rolled back.`;
  return [{ severity: 'warning', message, ids: [id] }];
}

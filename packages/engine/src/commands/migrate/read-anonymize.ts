import { relative, sep } from 'node:path';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { ParsedScript } from '../../migrations/migration';
import { readScript } from '../../migrations/script/read-script';
import { parseScript } from '../../migrations/units/parse-script';
import { refuseUnparsable } from '../../plan/refusals/script-refusals';
import type { SqlFiles } from '../../ports';
import { resolveNamedPath } from '../../run/facts/named-file';

/**
 * The SQL that makes the rows of a copy anonymous: the option's file, else the config's; undefined where neither names one.
 * Throws OPTION_INVALID for a file that cannot be run in one transaction, FILE_OUTSIDE_WORKSPACE.
 */
export function readAnonymize(
  settings: Settings,
  option: string | undefined,
  files: SqlFiles,
): ParsedScript | undefined {
  const named = option ?? settings.rehearsal?.anonymizePath;
  if (named === undefined) return undefined;
  const filePath = resolveNamedPath('anonymize', named, settings, files);
  const path = relative(settings.workspacePath, filePath).split(sep).join('/');
  const read = readScript(files, { filePath, path, role: 'script', id: path });
  if (!read) throw invalid(`${path}: there is no such file.`, 'Name a file of the workspace, or of the project.');
  const { script, problems } = read.reading;
  const parsed = parseScript(script);
  const [problem] = [...problems, ...refuseUnparsable(parsed, path)];
  if (problem) throw invalid(problem.message, 'Correct the file; no copy was made.');
  if (parsed.mode === 'transactional') return parsed;
  throw invalid(
    `${path} ${parsed.mode === 'empty' ? 'has no statement' : 'cannot be run in one transaction'}.`,
    'Write statements that can be in a transaction, in a file of less than 8 MB.',
  );
}

function invalid(message: string, hint: string): EngineError {
  return new EngineError('OPTION_INVALID', `--anonymize: ${message}`, { hint });
}

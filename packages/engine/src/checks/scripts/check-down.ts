import type { ParsedScript, VersionedMigration } from '../../migrations/migration';
import { type Finding, findingOf } from '../finding';

/** Whether migrations of the project are expected to have a down.sql: see the config's `migrations.downs`. */
export interface DownsExpected {
  readonly downs: 'expected' | 'none';
}

/**
 * Whether a migration can be undone at all, from its files alone. One that says `irreversible` is told as a notice; a
 * comment-only down.sql beside a comment-only up.sql is its true inverse. Pure.
 */
export function checkDown(
  migration: VersionedMigration,
  up: ParsedScript,
  down: ParsedScript | undefined,
  { downs }: DownsExpected,
): readonly Finding[] {
  const { id, path } = migration;
  const reason = up.script.directives.irreversible ?? down?.script.directives.irreversible;
  const downPath = down?.script.path ?? `${path}/down.sql`;
  const about = { check: 'scripts', ids: [id], path: downPath } as const;
  if (reason !== undefined) {
    const message = `${id} is declared irreversible (${reason}), so only its up.sql is checked.`;
    return [{ ...about, severity: 'notice', code: 'IRREVERSIBLE', message, path: up.script.path }];
  }
  if (up.mode === 'empty') return [];
  if (!down) {
    if (downs === 'none') return [];
    const message = `${id} has no down.sql, so it cannot be rolled back.`;
    const hint =
      "Write down.sql, or begin up.sql with `-- pgrestify: irreversible <reason>`; a project that has none says `migrations.downs: 'none'`.";
    return [{ ...about, severity: 'warning', code: 'DOWN_MISSING', message, hint }];
  }
  if (down.mode !== 'empty') return [];
  const message = 'It has no statement, so it undoes nothing, and a rollback is refused.';
  return [findingOf({ ...about, severity: 'warning', code: 'DOWN_EMPTY', message })];
}

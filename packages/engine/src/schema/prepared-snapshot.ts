import { pinnedSettings, snapshotQuery } from './snapshot-query';

/**
 * The message that prepares the snapshot query on a session, for many snapshots over it: planning costs as much as reading
 * a small schema. Unlike those of `snapshotSql` its settings are the session's, which must be used for nothing else.
 * To be sent again when the schema has grown much: a plan for a small one takes quadratic time on a large one.
 */
export function prepareSnapshotSql(serverVersion: number): string {
  const settings = [...pinnedSettings, 'plan_cache_mode = force_generic_plan'];
  return [
    'DEALLOCATE ALL;',
    ...settings.map((setting) => `SET ${setting};`),
    `PREPARE ${statementName} AS ${snapshotQuery(serverVersion)};`,
  ].join('\n');
}

const statementName = 'pgrestify_snapshot';

/** Reads the schema over a session on which it is prepared; gives the rows that `snapshotSql` gives. */
export const executeSnapshotSql = `EXECUTE ${statementName}`;

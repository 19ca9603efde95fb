import { changedUnitsParameters, changedUnitsQuery, goneRowsQuery } from './changes/changed-units';
import { pinnedSettings, snapshotQuery, someUnitsQuery } from './snapshot-query';

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
    `PREPARE pgrestify_snapshot AS ${snapshotQuery(serverVersion)};`,
  ].join('\n');
}

/**
 * The message that prepares `readChangesSql`; `prepareSnapshotSql` comes before it.
 *
 * @param catalogs Names of the server's catalogs, as `catalogsSql` gives them.
 */
export function prepareChangesSql(serverVersion: number, catalogs: readonly string[]): string {
  return [
    `PREPARE pgrestify_some_units (oid[], oid[], oid[], oid[]) AS ${someUnitsQuery(serverVersion)};`,
    `PREPARE pgrestify_gone_rows AS ${goneRowsQuery(catalogs)};`,
    `PREPARE pgrestify_changed_units AS ${changedUnitsQuery(catalogs)};`,
  ].join('\n');
}

/** Names of the catalogs that the server has. */
export const catalogsSql = `SELECT relname FROM pg_catalog.pg_class
WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' ORDER BY relname`;

/** Reads the schema over a session on which it is prepared: the rows that `snapshotSql` gives, with the `unit` of each. */
export const executeSnapshotSql = 'EXECUTE pgrestify_snapshot';

/**
 * Begins a transaction that goes on seeing the catalog as it is now, and holds no lock but its own. By itself it stands in
 * for `readAllSql` where the schema of this moment is known.
 */
export const holdSql = `BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SELECT set_config('pgrestify.since', pg_snapshot_xmin(pg_current_snapshot())::xid::text, false);`;

/**
 * The message that reads the whole schema, for `readChangesSql` to go on from. Its first result are the rows. It leaves a
 * transaction open in which nothing is locked; `CREATE INDEX CONCURRENTLY` and its kin wait for it until `letGoSql`.
 */
export const readAllSql = `COMMIT; BEGIN; ${executeSnapshotSql}; COMMIT; ${holdSql}`;

/**
 * The message that reads what was changed since `readAllSql` or the last of these, and nothing was sent between. Its second
 * result is one row: `whole` when that cannot be told, so that only `readAllSql` helps, and the OIDs of the units that
 * were read again; its third their rows. The transactions that wrote must be over.
 */
export const readChangesSql = `EXECUTE pgrestify_gone_rows; COMMIT; BEGIN; EXECUTE pgrestify_changed_units;
EXECUTE pgrestify_some_units (${changedUnitsParameters}); COMMIT; ${holdSql}`;

/** Ends the transaction that those left open. */
export const letGoSql = 'COMMIT';

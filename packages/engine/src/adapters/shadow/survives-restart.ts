import type { Session } from '../../postgres/session/session';

/**
 * Whether a run that goes on after a restart of the server goes on in the same way: no setting takes effect by it, or
 * by new connections; nothing lies outside of the data folder; the role that connects still may; and it is not too large
 * to be worth its copy. Asked on a new connection; false also when the server refuses the question.
 */
export async function survivesRestart(open: () => Promise<Session>): Promise<boolean> {
  let session: Session | undefined;
  try {
    session = await open();
    // What is written now need not be written while the server stops.
    const [row] = await session.rows(`CHECKPOINT; ${survivesRestartSql}`);
    return row?.survives === 't';
  } catch {
    return false;
  } finally {
    await session?.close();
  }
}

const maxBytes = 512 * 1024 * 1024;

const survivesRestartSql = `SELECT
  -- ALTER SYSTEM
  pg_read_file('postgresql.auto.conf') !~ '(^|\\n)[^#\\s]' AND pg_conf_load_time() <= pg_postmaster_start_time()
  -- ALTER DATABASE … SET, ALTER ROLE … SET
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_db_role_setting
    WHERE setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
      AND setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user)))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global'))
  AND (SELECT sum(pg_database_size(oid)) FROM pg_catalog.pg_database) < ${maxBytes}
  AS survives`;

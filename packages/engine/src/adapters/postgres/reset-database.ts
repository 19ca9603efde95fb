import { pinSearchPathSql } from '../../history/history-sql';
import type { Session } from './session';

/**
 * Drops everything in the database that is a user's: schemas with what is in them (also the history), extensions, event
 * triggers, publications and large objects; and makes an empty `public`. The database itself stays, with its settings,
 * its connections and the locks on it, so that a reset needs no right to create databases and no second database.
 * `begin` are the statements that open its transaction.
 */
export async function resetDatabase(session: Session, serverVersion: number, begin: readonly string[]): Promise<void> {
  const rows = await session.rows(`${pinSearchPathSql}
SELECT statement FROM (
  SELECT 1 AS position, format('DROP EVENT TRIGGER IF EXISTS %I CASCADE', evtname) AS statement FROM pg_event_trigger
  UNION ALL SELECT 2, format('DROP PUBLICATION IF EXISTS %I', pubname) FROM pg_publication
  UNION ALL SELECT 3, format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql'
  UNION ALL SELECT 4, format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  UNION ALL SELECT 5, format('SELECT lo_unlink(%s)', oid) FROM pg_largeobject_metadata
) dropped ORDER BY position`);
  const statements = rows.map((row) => row.statement ?? '');
  await session.send({
    text: [
      ...begin,
      ...statements,
      'CREATE SCHEMA public',
      // As initdb makes it: before 15 everybody may create in it, since then only the database's owner.
      ...(serverVersion < 150000
        ? ['GRANT ALL ON SCHEMA public TO PUBLIC']
        : ['ALTER SCHEMA public OWNER TO pg_database_owner', 'GRANT USAGE ON SCHEMA public TO PUBLIC']),
      "COMMENT ON SCHEMA public IS 'standard public schema'",
      'COMMIT',
    ].join(';\n'),
  });
}

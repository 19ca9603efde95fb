import type { Session } from '../../postgres/session/session';

/**
 * All tables of the user's but the history, as one list for TRUNCATE: foreign keys between them then stand in no way. What
 * belongs to an extension is what the extension put there.
 */
const selectTablesSql = `SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') AS tables
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgrestify')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** Takes the rows out of a copy that was made with them, where only the schema was wanted. */
export async function emptyTables(session: Session): Promise<void> {
  const [row] = await session.rows(selectTablesSql);
  const tables = row?.tables;
  if (tables) await session.send({ text: `TRUNCATE ${tables}` });
}

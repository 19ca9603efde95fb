import { EngineError } from '../../errors';
import { MessageError } from '../../postgres/session/message-query';
import type { Session } from '../../postgres/session/session';

/**
 * Empties all tables of the user's but the history, in one TRUNCATE, so that foreign keys between them stand in no way. Each
 * alone (ONLY): a partitioned table or a parent would reach its foreign tables, and the rows of another server. CASCADE takes
 * in partitioned tables that refer to one, which have no rows themselves. Triggers of the user's that refuse a TRUNCATE, as of
 * an audit, are off meanwhile. What belongs to an extension is what the extension put there.
 */
const emptyTablesSql = `DO $$ DECLARE
  tables text := (SELECT string_agg(format('ONLY %I.%I', n.nspname, c.relname), ', ')
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgrestify')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'));
  triggers jsonb := (SELECT jsonb_agg(jsonb_build_object('of', format('%I.%I', n.nspname, c.relname), 'name', t.tgname, 'on',
      CASE t.tgenabled WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END))
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgtype & 32 <> 0);
  trigger jsonb;
BEGIN
  IF tables IS NULL THEN RETURN; END IF;
  FOR trigger IN SELECT jsonb_array_elements(triggers) LOOP
    EXECUTE format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', trigger ->> 'of', trigger ->> 'name');
  END LOOP;
  EXECUTE 'TRUNCATE ' || tables || ' CASCADE';
  FOR trigger IN SELECT jsonb_array_elements(triggers) LOOP
    EXECUTE format('ALTER TABLE ONLY %s %s TRIGGER %I', trigger ->> 'of', trigger ->> 'on', trigger ->> 'name');
  END LOOP;
END $$`;

/** Takes the rows out of a copy that was made with them, where only the schema was wanted. Throws COPY_FAILED. */
export async function emptyTables(session: Session): Promise<void> {
  try {
    await session.send({ text: emptyTablesSql });
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw new EngineError('COPY_FAILED', `The rows cannot be taken out of the copy: ${error.message}.`, {
      hint: 'Run as a role that may empty all tables, as their owner; or pass --with-data.',
      fields: { sqlState: error.serverError.code },
      cause: error,
    });
  }
}

/** What is said of a step whose run had lost its lock. */
export const lostLockReason = 'the run lock was lost while this step ran; it was not committed';

/**
 * A setting of the session that each step leaves in the transaction that records it, so that it says which step was
 * recorded last: it is set back when that is.
 */
export const markName = 'pgrestify.step';

const beginTypes = 'bigint, bigint, text, text[]';
const recordTypes =
  'bigint, text[], text[], text, text, text, text, text, text, text, text, text, uuid, text, text, text, text';

/**
 * Functions of the history that say in one call what a step says before its script and after it: the server keeps them
 * planned, and parses twenty columns once and not for each migration. They are no part of the layout: where a role may
 * not make them, the same is said in statements.
 */
export const stepFunctionsSql = `CREATE FUNCTION pgrestify.begin_step(
  worker bigint, token bigint, before text, settings text[]
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $begin$
BEGIN
  -- Not waited for once another has the run lock: its CREATE INDEX CONCURRENTLY would wait for us.
  IF NOT pg_try_advisory_xact_lock(token) THEN PERFORM pg_advisory_xact_lock(worker); END IF;
  IF pg_try_advisory_xact_lock(token) THEN
    PERFORM pgrestify.refuse('RUN_LOCK_LOST', '${lostLockReason}');
  END IF;
  IF before <> coalesce(current_setting('${markName}', true), '') THEN
    PERFORM pgrestify.refuse('HISTORY_CONFLICT', 'the step before was not recorded (' || before || ')');
  END IF;
  FOR i IN 1 .. cardinality(settings) BY 2 LOOP PERFORM set_config(settings[i], settings[i + 1], true); END LOOP;
END
$begin$;

CREATE FUNCTION pgrestify.record_up(
  token bigint, ours text[], kept text[], project text, target text, id text, kind text, version text, checksum text,
  down_checksum text, engine_version text, git_commit text, run_id uuid, up_text text, down_text text, text_note text,
  irreversible text
) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $record$
DECLARE took bigint := greatest(0, round(extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::bigint);
BEGIN
  FOR i IN 1 .. cardinality(ours) BY 2 LOOP PERFORM set_config(ours[i], ours[i + 1], true); END LOOP;
  FOR i IN 1 .. cardinality(kept) BY 2 LOOP PERFORM set_config(kept[i], kept[i + 1], false); END LOOP;
  IF pg_try_advisory_xact_lock(token) THEN
    PERFORM pgrestify.refuse('RUN_LOCK_LOST', '${lostLockReason}');
  END IF;
  INSERT INTO pgrestify.migrations (project, target, id, kind, version, checksum, down_checksum, outcome, duration_ms,
    engine_version, git_commit, run_id, up_text, down_text, text_note, irreversible)
  VALUES ($4, $5, $6, $7, $8, $9, $10, 'applied', took, $11, $12, $13, $14, $15, $16, $17);
  INSERT INTO pgrestify.migration_events (project, target, run_id, action, id, outcome, duration_ms)
  VALUES ($4, $5, $13, 'up', $6, 'succeeded', took);
  RETURN took;
END
$record$;

GRANT EXECUTE ON FUNCTION pgrestify.begin_step(${beginTypes}), pgrestify.record_up(${recordTypes}) TO PUBLIC;`;

/**
 * Whether the functions are there for this role: an SQL expression, given that of the schema's oid. Also for who may not
 * use the schema. They run with the rights of who calls them, so those of an owner who has no say over the history, but
 * may make functions in its schema, are not called.
 */
export function hasStepFunctionsSql(schemaOid: string): string {
  return `(SELECT count(*) = 2 FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.oid = ${schemaOid} AND has_function_privilege(p.oid, 'EXECUTE')
    AND (o.rolsuper OR o.oid = n.nspowner OR o.rolname = current_user)
    AND (p.proname, oidvectortypes(p.proargtypes)) IN (('begin_step', '${beginTypes}'), ('record_up', '${recordTypes}')))`;
}

/** Whether the functions are there for this role, as `there`, and whether anything has a name of theirs, as `taken`. */
export const lookForStepFunctionsSql = `SELECT ${hasStepFunctionsSql('h.oid')} AS there,
  EXISTS (SELECT FROM pg_proc f WHERE f.pronamespace = h.oid AND f.proname IN ('begin_step', 'record_up')) AS taken
FROM pg_namespace h WHERE h.nspname = 'pgrestify'`;

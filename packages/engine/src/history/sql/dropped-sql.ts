import type { Step, WatchedScript } from '../../plan/plan';
import { quoteLiteral } from '../../sql/names/quote';
import type { RunIdentity } from '../store';
import { literalOrNull, pinSearchPathSql } from './history-sql';

/** An object that a watched script mentions, and that is there when a down begins. */
export interface WatchedObject {
  /** The repeatable script. */
  readonly script: string;
  readonly catalog: string;
  readonly oid: string;
  /** As `view public.v`. */
  readonly name: string;
}

/** Catalogs that are looked in: what each object is, by oid, schema and name. */
const catalogs = {
  pg_class:
    "SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I')",
  pg_proc: 'SELECT p.oid, n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace',
  pg_type:
    "SELECT t.oid, n.nspname, t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r')",
  pg_policy:
    'SELECT p.oid, n.nspname, p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace',
  pg_trigger:
    'SELECT t.oid, n.nspname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal',
} as const;

/** Which of the names that watched scripts mention are objects; see `WatchedObject`. */
export function selectWatchedSql(scripts: readonly WatchedScript[]): string {
  const names = scripts.flatMap(({ id, names: mentioned }) =>
    mentioned.map(({ schema, name }) => `(${quoteLiteral(id)}, ${literalOrNull(schema)}, ${quoteLiteral(name)})`),
  );
  const objects = Object.entries(catalogs).map(
    ([catalog, select]) => `SELECT '${catalog}' AS catalog, o.* FROM (${select}) o(oid, schema, name)`,
  );
  return `${pinSearchPathSql}
SELECT w.script, o.catalog, o.oid, pg_describe_object(o.catalog::regclass, o.oid, 0) AS name
FROM (VALUES ${names.join(', ')}) w(script, schema, name)
JOIN (${objects.join('\nUNION ALL ')}) o ON o.name = w.name AND (w.schema IS NULL OR o.schema = w.schema)
WHERE o.schema NOT IN ('pg_catalog', 'information_schema', 'pgrestify', 'pg_toast')`;
}

/** An event for each script of which something is gone by now: it marks the script, which runs again. */
export function recordDroppedSql(run: RunIdentity, { id }: Step, objects: readonly WatchedObject[]): string {
  if (objects.length === 0) return '';
  const values = objects.map(
    ({ script, catalog, oid, name }) =>
      `(${quoteLiteral(script)}, ${quoteLiteral(catalog)}, ${Number(oid)}::oid, ${quoteLiteral(name)})`,
  );
  const isThere = Object.keys(catalogs).map(
    (catalog) => `WHEN '${catalog}' THEN EXISTS (SELECT FROM ${catalog} c WHERE c.oid = w.oid)`,
  );
  return `INSERT INTO pgrestify.migration_events (project, target, run_id, action, id, outcome, duration_ms, message)
SELECT ${[run.project, run.target, run.runId, 'drop'].map(quoteLiteral).join(', ')}, w.script, 'succeeded', 0,
  ${quoteLiteral(`the rollback of ${id} dropped `)} || string_agg(DISTINCT w.name, ', ')
FROM (VALUES ${values.join(', ')}) w(script, catalog, oid, name)
WHERE NOT CASE w.catalog ${isThere.join(' ')} END GROUP BY w.script;`;
}

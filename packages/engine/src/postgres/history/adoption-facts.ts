import { EngineError } from '../../errors';
import type { AdoptionFacts, AdoptionQuestion, ForeignHistory } from '../../history/adoption-facts';
import { type KnownHistory, knownHistories } from '../../history/known-histories';
import { quoteIdentifier, quoteLiteral } from '../../sql/names/quote';
import { MessageError } from '../session/message-query';
import type { PostgresHistoryStore } from './store';

/** So many names of what another tool has applied are read, the last ones: enough to see that it is these files. */
const maxApplied = 10_000;

/** Looks for tables that a first run would make, and for the histories of other tools. Writes nothing. */
export async function readAdoptionFacts(
  store: PostgresHistoryStore,
  question: AdoptionQuestion,
): Promise<AdoptionFacts> {
  const rows = await store.soonRows(factsSql(question));
  const present: (string | undefined)[] = question.map(() => undefined);
  const histories: ForeignHistory[] = [];
  for (const { asked, known, name, readable } of rows) {
    if (asked) present[Number(asked) - 1] = name ?? undefined;
    const history = known ? knownHistories[Number(known) - 1] : undefined;
    if (history && name) histories.push(await readForeign(store, history, name, readable === 'true'));
  }
  return { present, histories };
}

async function readForeign(
  store: PostgresHistoryStore,
  { tool, columns: [column], applied }: KnownHistory,
  table: string,
  isReadable: boolean,
): Promise<ForeignHistory> {
  if (!isReadable) return { tool, table, applied: [] };
  const where = applied === undefined ? '' : ` WHERE ${applied}`;
  const text = `SELECT ${quoteIdentifier(column)}::text AS applied FROM ${table}${where} LIMIT ${maxApplied}`;
  try {
    const rows = await store.soonRows(text);
    return { tool, table, applied: rows.flatMap((row) => row.applied ?? []) };
  } catch (error) {
    if (!(error instanceof MessageError && error.serverError.code === '55P03')) throw error;
    throw new EngineError(
      'LOCK_TIMEOUT',
      `${table}, where ${tool} keeps its history, cannot be read: it is locked by another session, perhaps by ${tool} at work.`,
      { hint: 'End that session, or try later.', cause: error },
    );
  }
}

/** Unqualified names are looked for where the session makes tables; everything else with search_path pinned. */
function factsSql(question: AdoptionQuestion): string {
  const asked = question.map(({ schema, name }, index) =>
    tuple([String(index + 1), schema === undefined ? 'NULL' : quoteLiteral(schema), quoteLiteral(name)]),
  );
  const known = knownHistories.map(({ schema, table, columns }, index) =>
    tuple([
      String(index + 1),
      schema === undefined ? 'NULL' : quoteLiteral(schema),
      quoteLiteral(table),
      `ARRAY[${columns.map(quoteLiteral).join(', ')}]::text[]`,
    ]),
  );
  return `SELECT pg_catalog.set_config('pgrestify.made_in', coalesce(pg_catalog.current_schema()::text, ''), true);
SET LOCAL search_path TO pg_catalog, pg_temp;
WITH relation AS (
  SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
)
SELECT a.at::text AS asked, NULL::text AS known, format('%I.%I', r.schema, r.name) AS name, NULL::text AS readable
FROM (VALUES ${[...asked, '(0, NULL, NULL)'].join(', ')}) AS a (at, schema, name)
JOIN relation AS r ON r.name = a.name AND r.schema = coalesce(a.schema, current_setting('pgrestify.made_in'))
UNION ALL
SELECT NULL, k.at::text, format('%I.%I', r.schema, r.name), (has_schema_privilege(r.schema, 'USAGE') AND has_table_privilege(r.oid, 'SELECT'))::text
FROM (VALUES ${known.join(', ')}) AS k (at, schema, name, columns)
JOIN relation AS r ON r.relkind IN ('r', 'p') AND r.name = k.name AND r.schema = coalesce(k.schema, r.schema)
WHERE (SELECT count(*) FROM pg_attribute AS x WHERE x.attrelid = r.oid AND x.attname = ANY (k.columns)) = cardinality(k.columns)`;
}

function tuple(values: readonly string[]): string {
  return `(${values.join(', ')})`;
}

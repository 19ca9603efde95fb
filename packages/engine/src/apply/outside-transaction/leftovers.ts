import { pinSearchPathSql } from '../../history/sql/history-sql';
import { MessageError } from '../../postgres/session/message-query';
import type { Session } from '../../postgres/session/session';
import type { StepRun } from '../script/step-run';
import type { ConcurrentStatement } from './concurrent-statement';
import { isDetachPending } from './detached-partition';
import { resolvedRelationSql, resolveRelationSql, writtenNameSql } from './resolved-relation';

/**
 * Invalid indexes that a concurrent statement of these words may have left behind and that nobody is building, each as
 * the statement that drops it. Those of the TOAST schema are not told: only a superuser may drop them.
 */
export async function readLeftovers(
  session: Session,
  statement: ConcurrentStatement | undefined,
): Promise<readonly string[]> {
  const condition = statement && leftoverSql(statement);
  if (!condition) return [];
  const rows = await session.rows(`SELECT ${resolveRelationSql(condition.relation)};
${pinSearchPathSql}
SELECT format('DROP INDEX CONCURRENTLY IF EXISTS %I.%I', n.nspname, c.relname) AS text
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND n.nspname <> 'pg_toast' AND c.relkind = 'i' AND ${condition.where}
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
ORDER BY 1`);
  return rows.map(({ text }) => text ?? '');
}

/**
 * Takes away what a statement that the server refused has left. False when something stays: then only the next run can
 * tell what became of the statement. Each attempt is short, since dropping waits for the same transactions; after a
 * signal there is none.
 */
export async function clearLeftovers(
  run: StepRun,
  statement: ConcurrentStatement | undefined,
  before: readonly string[],
  error: MessageError,
): Promise<boolean> {
  if (!statement || error.serverError.code === duplicateTable) return true;
  if (statement.action === 'detach') return !(await isDetachPending(run.worker, statement));
  const drops = (await readLeftovers(run.worker, statement)).filter((drop) => !before.includes(drop));
  if (run.signal.aborted) return drops.length === 0;
  try {
    for (const drop of drops) {
      await run.worker.send({ text: `SET statement_timeout = ${clearWithinMs}` });
      await run.worker.send({ text: drop });
    }
    return true;
  } catch (refused) {
    if (refused instanceof MessageError) return false;
    throw refused;
  }
}

const clearWithinMs = 2_000;

/** SQLSTATE of a relation that exists: the name was taken, and nothing was begun. */
const duplicateTable = '42P07';

interface Condition {
  /** Name to be resolved as the statement does. */
  readonly relation: string | undefined;
  readonly where: string;
}

/** Which indexes are meant. REINDEX builds beside the old index, under its name with one of these endings. */
function leftoverSql(statement: ConcurrentStatement): Condition | undefined {
  const isTransient = "c.relname ~ '_cc(new|old)[0-9]*$'";
  switch (statement.action) {
    case 'create': {
      const isNamed = statement.name === undefined ? 'true' : `c.relname = ${writtenNameSql(statement.name)}`;
      return { relation: statement.table, where: `i.indrelid = ${resolvedRelationSql} AND ${isNamed}` };
    }
    case 'drop':
    case 'detach':
      return undefined;
    case 'reindex':
      return { relation: relationOf(statement), where: `${isTransient} AND ${isWithinSql(statement)}` };
  }
}

type Reindex = Extract<ConcurrentStatement, { action: 'reindex' }>;

function relationOf({ object, name }: Reindex): string | undefined {
  return object === 'INDEX' || object === 'TABLE' ? name : undefined;
}

function isWithinSql({ object, name = '' }: Reindex): string {
  switch (object) {
    case 'INDEX':
      return `i.indrelid IN (SELECT x.indrelid FROM pg_index x WHERE x.indexrelid IN (SELECT ${resolvedRelationSql} UNION SELECT p.relid FROM pg_partition_tree(${resolvedRelationSql}) p))`;
    case 'TABLE':
      return `i.indrelid IN (SELECT ${resolvedRelationSql} UNION SELECT p.relid FROM pg_partition_tree(${resolvedRelationSql}) p)`;
    case 'SCHEMA':
      return `n.nspname = ${writtenNameSql(name)}`;
    case 'DATABASE':
    case 'SYSTEM':
      return 'true';
  }
}

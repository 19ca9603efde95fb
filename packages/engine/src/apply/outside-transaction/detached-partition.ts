import type { Session } from '../../postgres/session/session';
import { quoteLiteral } from '../../sql/names/quote';
import type { ConcurrentStatement } from './concurrent-statement';

type Detach = Extract<ConcurrentStatement, { action: 'detach' }>;

/**
 * How a table stands to its partitioned table: still a partition; on its way out, when DETACH … CONCURRENTLY ended
 * between its two transactions; or no partition of it (any more).
 */
export async function readDetachState(
  session: Session,
  statement: Detach,
): Promise<'attached' | 'pending' | 'detached'> {
  const oidOf = (name: string) => `pg_catalog.to_regclass(${quoteLiteral(name)})`;
  const [row] = await session.rows(`SELECT i.inhdetachpending AS pending FROM pg_catalog.pg_inherits i
WHERE i.inhrelid OPERATOR(pg_catalog.=) ${oidOf(statement.partition)} AND i.inhparent OPERATOR(pg_catalog.=) ${oidOf(statement.table)}`);
  if (!row) return 'detached';
  return row.pending === 't' ? 'pending' : 'attached';
}

export async function isDetachPending(session: Session, statement: Detach): Promise<boolean> {
  return (await readDetachState(session, statement)) === 'pending';
}

/** The statement that ends a detachment which is pending; its names are as they were written. */
export function finalizeDetachSql({ table, partition }: Detach): string {
  return `ALTER TABLE ${table} DETACH PARTITION ${partition} FINALIZE`;
}

import type { Session } from '../../postgres/session/session';
import { quoteLiteral } from '../../sql/names/quote';
import type { AskRows } from './read-top-statements';

/** A setting that plans or answers depend on, as sessions of the source begin with it. */
export interface PlannerSetting {
  readonly name: string;
  readonly value: string;
}

/**
 * What the source says otherwise than PostgreSQL does by itself: costs, what the planner may use, memory, and how names and
 * times are read. A copy may be in another server, and would be planned by that one's. Reads only.
 */
export async function readPlannerSettings(rows: AskRows): Promise<readonly PlannerSetting[]> {
  const found = await rows(`SELECT s.name, s.reset_val AS value FROM pg_catalog.pg_settings s
WHERE s.context = 'user' AND s.source <> 'default' AND s.reset_val IS DISTINCT FROM s.boot_val
  AND (s.category LIKE 'Query Tuning%' OR s.name IN (${others.map(quoteLiteral).join(', ')})) ORDER BY s.name`);
  return found.map(({ name, value }) => ({ name: name ?? '', value: value ?? '' }));
}

const others = [
  'work_mem',
  'hash_mem_multiplier',
  'max_parallel_workers_per_gather',
  'search_path',
  'TimeZone',
  'DateStyle',
  'IntervalStyle',
];

/** Begins a session on a copy with those settings. Throws MessageError. */
export async function applyPlannerSettings(session: Session, settings: readonly PlannerSetting[]): Promise<void> {
  if (settings.length === 0) return;
  const calls = settings.map(
    ({ name, value }) => `pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`,
  );
  await session.send({ text: `SELECT ${calls.join(', ')}` });
}

import type { Clock } from '../../ports';
import type { Session } from '../../postgres/session/session';
import type { MeasuredRow, QueryRow, Side } from '../verdict/measured-row';
import { openRunner } from './query-runner';

/** A session in each. */
export type BothSessions = Readonly<Record<Side, Session>>;

/** How often a query is run. */
export interface Sampling {
  /** On each side. */
  readonly samples: number;
  /** As PostgreSQL has it: 180001. */
  readonly serverVersion: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Runs that warm the caches of server and session, and are not counted. */
const warmUps = 2;
/** So many are taken of the slowest query, too. */
const fewestSamples = 5;
/** After so long no further sample is taken. */
const longEnoughMs = 20_000;
/** A query is given so many times as long after the migrations as before, and never less than the least. */
const patienceFactor = 50;
const leastPatienceMs = 10_000;

/**
 * Runs a query with one row of parameters, before and after in turn, so that whatever else the machine does meets both:
 * the side that comes first changes with each pair. Throws CANCELLED and SessionLostError.
 */
export async function measureRow(
  sessions: BothSessions,
  queryRow: QueryRow,
  { clock, signal, serverVersion, samples }: Sampling,
): Promise<MeasuredRow> {
  const before = openRunner(sessions.before, queryRow, { signal, serverVersion, timeoutMs: () => 0 });
  const patienceMs = () => Math.max(leastPatienceMs, Math.ceil(before.lastMs() * patienceFactor));
  const after = openRunner(sessions.after, queryRow, { signal, serverVersion, timeoutMs: patienceMs });
  for (let run = 0; run < warmUps; run += 1) await before.run('not-counted');
  for (let run = 0; run < warmUps; run += 1) await after.run('not-counted');
  const start = clock.monotonicMs();
  for (let sample = 0; sample < samples && before.goesOn() && after.goesOn(); sample += 1) {
    if (sample >= fewestSamples && clock.monotonicMs() - start > longEnoughMs) break;
    const [first, second] = sample % 2 === 0 ? [before, after] : [after, before];
    await first.run('counted');
    await second.run('counted');
  }
  return { before: await before.end(), after: await after.end() };
}

import { EngineError } from '../../errors';
import type { Session } from '../../postgres/session/session';
import type { Side } from '../verdict/measured-row';
import { type MeasuredCases, type MeasuredQueries, measureQueries } from './measure-queries';
import { applyPlannerSettings, type PlannerSetting } from './planner-settings';

/** A copy of a database, as far as it is measured on. */
export interface MeasuredCopy {
  /** A connection of its own. */
  open(): Promise<Session>;
}

/** What is measured; the version is asked for here. */
export interface MeasuredOnCopies extends Omit<MeasuredQueries, 'sampling'> {
  readonly sampling: Omit<MeasuredQueries['sampling'], 'serverVersion'>;
  /** Of the source. */
  readonly settings: readonly PlannerSetting[];
}

/**
 * Measures queries on two copies, one connection to each. Both are cleaned up and analyzed first: what the planner knows, and
 * how much of a table may be read from an index alone, would else depend on how a copy was made, and on whether autovacuum
 * has come by. Throws CANCELLED, also in the middle of a query.
 */
export async function measureCopies(
  copies: Readonly<Record<Side, MeasuredCopy>>,
  { sampling, settings, ...measured }: MeasuredOnCopies,
): Promise<MeasuredCases> {
  const { signal } = sampling;
  const sessions: Session[] = [];
  const open = async ({ open }: MeasuredCopy): Promise<Session> => {
    const session = await open();
    sessions.push(session);
    return session;
  };
  // The copies are dropped next, whoever is connected: nothing waits for the query that runs.
  const giveUp = (): void => {
    for (const session of sessions) session.abandon('The benchmark was interrupted.');
  };
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const both = { before: await open(copies.before), after: await open(copies.after) };
    for (const session of sessions) {
      await session.send({ text: 'VACUUM (ANALYZE)' });
      await applyPlannerSettings(session, settings);
    }
    const [version] = await both.before.rows('SHOW server_version_num');
    const serverVersion = Number(version?.server_version_num);
    return await measureQueries(both, { ...measured, sampling: { ...sampling, serverVersion } });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new EngineError('CANCELLED', 'Interrupted while queries were measured; the copies are dropped.', {
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', giveUp);
    for (const session of sessions) await session.close();
  }
}

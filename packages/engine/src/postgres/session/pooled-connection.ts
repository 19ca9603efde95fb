import { randomUUID } from 'node:crypto';
import { EngineError } from '../../errors';
import type { Clock } from '../../ports';
import type { ServerProbe } from './server-probe';
import type { Session } from './session';

/**
 * Whether a connection through a pooler keeps one session of the server, as in pgbouncer's session mode. True only when
 * it is proved: a notification arrives while the connection is idle. Before that, what shows transaction mode without
 * leaving anything behind is looked for: another connection gets our process, or we get another one.
 */
export async function keepsSession(worker: Session, open: () => Promise<Session>, clock: Clock): Promise<boolean> {
  const other = await open();
  try {
    const verdict = await answerWithin(seesMoves(worker, other), clock);
    return verdict === 'stays' && (await answerWithin(isNotifiedWhenIdle(worker, other, clock), clock)) === true;
  } finally {
    await other.close();
  }
}

/**
 * The lock's connection keeps a server connection for the whole run, so the worker needs a second one from the pool.
 * Throws POOL_EXHAUSTED.
 */
export async function requireSecondConnection(worker: Session, clock: Clock, description: string): Promise<void> {
  if (await answerWithin(worker.rows('SELECT 1'), clock)) return;
  throw new EngineError('POOL_EXHAUSTED', `${description}: the pooler gives no second server connection.`, {
    hint: 'Raise its pool size: a run needs two connections at once. Or connect to the server directly.',
  });
}

/**
 * A message is read before the settings in it are made, and behind a pooler none can be made beforehand. Throws
 * POOLER_UNSAFE where scripts would be read in another way than they are split.
 */
export function refuseUnpinnedStrings({ pooledStringsConform }: ServerProbe, description: string): void {
  if (pooledStringsConform) return;
  throw new EngineError('POOLER_UNSAFE', `${description} has standard_conforming_strings off, behind a pooler.`, {
    hint: 'Run ALTER DATABASE … SET standard_conforming_strings = on, or connect to the server directly.',
  });
}

/** Longer than a busy pool makes anybody wait, shorter than pgbouncer's query_wait_timeout of two minutes. */
const answerMs = 10_000;
const tries = 4;

async function answerWithin<T>(answer: Promise<T>, clock: Clock): Promise<T | undefined> {
  const answered = new AbortController();
  const settled = answer.finally(() => answered.abort());
  settled.catch(() => {});
  await clock.sleep(answerMs, answered.signal);
  return answered.signal.aborted ? settled : undefined;
}

async function seesMoves(worker: Session, other: Session): Promise<'stays' | 'moves'> {
  const pid = await readPid(worker, 'SELECT pg_catalog.pg_backend_pid() AS pid');
  for (let left = tries; left > 0; left -= 1) {
    const otherPid = await readPid(other, 'BEGIN; SELECT pg_catalog.pg_backend_pid() AS pid');
    const pidBeside = otherPid === pid ? undefined : await readPid(worker, 'SELECT pg_catalog.pg_backend_pid() AS pid');
    await other.send({ text: 'ROLLBACK' });
    if (pidBeside !== pid || (await readPid(worker, 'SELECT pg_catalog.pg_backend_pid() AS pid')) !== pid)
      return 'moves';
  }
  return 'stays';
}

async function readPid(session: Session, text: string): Promise<string | undefined> {
  const [row] = await session.rows(text);
  return row?.pid ?? undefined;
}

async function isNotifiedWhenIdle(worker: Session, other: Session, clock: Clock): Promise<boolean> {
  const channel = `pgrestify_${randomUUID().replaceAll('-', '')}`;
  const notified = new AbortController();
  worker.onNotification((name) => name === channel && notified.abort());
  await worker.send({ text: `LISTEN ${channel}` });
  await other.send({ text: `NOTIFY ${channel}` });
  await clock.sleep(notifiedWithinMs, notified.signal);
  await worker.send({ text: `UNLISTEN ${channel}` });
  return notified.signal.aborted;
}

const notifiedWithinMs = 2_000;

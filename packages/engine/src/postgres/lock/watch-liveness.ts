import type { Clock } from '../../ports';
import { describeSilence } from '../session/answer-deadline';
import type { TextRow } from '../session/message-query';
import type { Session } from '../session/session';
import { askBeside, type LockConnection } from './ask-beside';

/** Whom to watch, and from where. */
export interface WatchedWorker {
  /** The connection as it is now: after a loss it is another one. */
  readonly worker: () => Session;
  /** Asked first. */
  readonly lock: LockConnection;
  /** Another connection, when the lock's is lost as well. */
  readonly open: () => Promise<Session>;
  readonly answerWithinMs: number;
  readonly clock: Clock;
}

/**
 * Watches the worker's connection while the run lasts, in which a script may take hours. It is given up when for
 * `answerWithinMs` no byte has moved on it, and the server, asked over another connection, does not say either that the
 * process is at work. So a half-open connection ends a run, and a slow script does not. Call what it answers to stop.
 *
 * Behind a pooler the process cannot be found, so nothing is watched: keepalives and the pooler's own timeouts hold.
 */
export function watchLiveness(watched: WatchedWorker): () => Promise<void> {
  const stopped = new AbortController();
  const watching = watched.lock.pooled ? Promise.resolve() : watch(watched, stopped.signal);
  return () => {
    stopped.abort();
    return watching;
  };
}

/** Often enough that the time is met, seldom enough that it costs nothing. */
const looks = 4;

async function watch(watched: WatchedWorker, stop: AbortSignal): Promise<void> {
  const { lock, open, answerWithinMs, clock } = watched;
  const onlookers = new Onlookers(lock, open);
  let sign: LifeSign | undefined;
  for (;;) {
    await clock.sleep(answerWithinMs / looks, stop);
    if (stop.aborted) break;
    const worker = watched.worker();
    const now = { worker, bytes: worker.bytesMoved, atMs: clock.monotonicMs() };
    const hasMoved = worker !== sign?.worker || now.bytes !== sign.bytes;
    if (!sign || worker.lost || !worker.waiting || hasMoved || (await isAtWork(worker.startPid, onlookers))) {
      sign = now;
    } else if (now.atMs - sign.atMs >= answerWithinMs) {
      worker.abandon(describeSilence(answerWithinMs));
    }
  }
  await onlookers.close();
}

/** When a connection was last seen to live, and how many bytes had moved on it by then. */
interface LifeSign {
  readonly worker: Session;
  readonly bytes: number;
  readonly atMs: number;
}

/** A process that reads from us or writes to us is not at work: it waits, like we do. */
async function isAtWork(pid: number, onlookers: Onlookers): Promise<boolean> {
  const [row] =
    await onlookers.ask(`SELECT a.state !~ '^idle' AND a.wait_event_type IS DISTINCT FROM 'Client' AS at_work
FROM pg_catalog.pg_stat_activity a WHERE a.pid = ${pid}`);
  return row?.at_work === 't';
}

/** Whom to ask: the lock's connection, or once that is lost one of its own. */
class Onlookers {
  #own: Session | undefined;

  constructor(
    private readonly lock: LockConnection,
    private readonly open: () => Promise<Session>,
  ) {}

  /** No rows when nobody answers. */
  async ask(text: string): Promise<readonly TextRow[]> {
    try {
      if (!this.lock.session.lost) return await askBeside(this.lock, text);
      if (!this.#own || this.#own.lost) this.#own = await this.open();
      return await this.#own.rows(text);
    } catch {
      // That nobody can be asked is no sign of life, which is all that is asked for.
      return [];
    }
  }

  async close(): Promise<void> {
    await this.#own?.close();
  }
}

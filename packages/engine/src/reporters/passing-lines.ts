import type { MigrationEvent } from '../events';
import { describeHolder } from '../history/describe-holder';

/** Pause before a wait that goes on is said again, doubled each time. */
const firstPauseMs = 10_000;
const maxPauseMs = 30_000;

/** Pause before it is said that a wait is for others now. */
const changedPauseMs = 1_000;

/** Pauses before it is said again how far something is that goes on. */
const firstProgressMs = 5_000;
const maxProgressMs = 60_000;

/** Where a script has more parts than these, they are not all news. */
const fewParts = 20;
const progressEveryMs = 1_000;

/** What was said last of something that goes on. */
interface Said {
  /** Undefined while not known. */
  readonly who: string | undefined;
  readonly untilMs: number | undefined;
  readonly atMs: number;
  readonly pauseMs: number;
}

/** Whether a wait that goes on is said again, or stands on a line that is written over. */
export type RepeatedWaits = 'said-again' | 'shown-elsewhere';

/**
 * Whether an event is worth a line for a person, who reads in a log what a terminal would write over: a wait when it
 * begins, when others are in the way or the time for it changes (once a second at most), and then ever more seldom, however
 * often the lock was asked for meanwhile; the progress of a script of many parts once a second, and its end; how far
 * something is that takes long, ever more seldom. Every other event is. Goes by the events' own times.
 */
export function passingLines(repeated: RepeatedWaits = 'said-again'): (event: MigrationEvent) => boolean {
  const waits = new Map<string, Said>();
  const progress = new Map<string, number>();
  const isProgressDue = pacedProgress();
  let lockHolder: string | undefined;
  const isNewWait = (key: string, wait: Wait): boolean => {
    const said = nextSaid(waits.get(key), wait, repeated);
    if (said) waits.set(key, said);
    return said !== undefined;
  };
  return (event) => {
    const atMs = event.at.getTime();
    switch (event.type) {
      case 'step-retrying':
        return event.error.code !== 'LOCK_TIMEOUT' || isNewWait(event.id, event);
      case 'step-waiting':
        return isNewWait(event.id, event);
      case 'reset-waiting':
        return isNewWait('', event);
      case 'lock-waiting': {
        const isNew = lockHolder !== describeHolder(event.holder);
        lockHolder = describeHolder(event.holder);
        return isNew || repeated === 'said-again';
      }
      case 'statement-finished': {
        if (event.total > 0 && (event.total <= fewParts || event.done === event.total)) return true;
        if (atMs - (progress.get(event.id) ?? 0) < progressEveryMs) return false;
        progress.set(event.id, atMs);
        return true;
      }
      case 'step-progress':
        // Who is in the way is said by the wait.
        return event.blockers.length === 0 && isProgressDue(event.id, event.elapsedMs);
      case 'transfer-progress':
        return isProgressDue(event.what, event.elapsedMs);
      case 'step-started':
        waits.delete(event.id);
        progress.delete(event.id);
        return true;
      default:
        return true;
    }
  };
}

type Wait = Pick<StepWaiting, 'at' | 'blockers' | 'retryUntil'>;
type StepWaiting = Extract<MigrationEvent, { type: 'step-waiting' }>;

/** What is said now; undefined when it is too early to say it again. What an event does not know stays as it was said. */
function nextSaid(
  said: Said | undefined,
  { at, blockers, retryUntil }: Wait,
  repeated: RepeatedWaits,
): Said | undefined {
  const atMs = at.getTime();
  const who = blockers.map(({ pid, preparedTransaction }) => preparedTransaction?.gid ?? pid).join() || said?.who;
  const untilMs = retryUntil?.getTime() ?? said?.untilMs;
  if (!said) return { who, untilMs, atMs, pauseMs: firstPauseMs };
  const isChanged = said.who !== who || said.untilMs !== untilMs;
  if (!isChanged && repeated === 'shown-elsewhere') return undefined;
  if (atMs - said.atMs < (isChanged ? changedPauseMs : said.pauseMs)) return undefined;
  return { who, untilMs, atMs, pauseMs: isChanged ? firstPauseMs : Math.min(said.pauseMs * 2, maxPauseMs) };
}

/** When it is time to say how far something is: after 5 s, and then after pauses that double up to a minute. */
function pacedProgress(): (key: string, elapsedMs: number) => boolean {
  const due = new Map<string, { readonly atMs: number; readonly pauseMs: number }>();
  return (key, elapsedMs) => {
    const first = { atMs: firstProgressMs, pauseMs: firstProgressMs };
    const known = due.get(key);
    // Less than before: it has begun anew, as a step that is undone and applied again.
    const { atMs, pauseMs } = known && elapsedMs >= known.atMs - known.pauseMs ? known : first;
    if (elapsedMs < atMs) return false;
    const nextPauseMs = Math.min(pauseMs * 2, maxProgressMs);
    due.set(key, { atMs: elapsedMs + nextPauseMs, pauseMs: nextPauseMs });
    return true;
  };
}

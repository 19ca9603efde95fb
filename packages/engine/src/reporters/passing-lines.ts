import type { MigrationEvent } from '../events';

/** Pause before a wait that goes on is said again, doubled each time. */
const firstPauseMs = 1_000;
const maxPauseMs = 30_000;

/** Where a script has more parts than these, they are not all news. */
const fewParts = 20;
const progressEveryMs = 1_000;

/** What was said last of something that goes on. */
interface Said {
  readonly what: string;
  readonly atMs: number;
  readonly pauseMs: number;
}

/**
 * Whether an event is worth a line for a person, who reads in a log what a terminal would write over: a wait when it
 * begins, when others are in the way (once a second at most), and then ever more seldom; the progress of a script of
 * many parts once a second, and its end. Every other event is. Goes by the events' own times.
 */
export function passingLines(): (event: MigrationEvent) => boolean {
  const waits = new Map<string, Said>();
  const progress = new Map<string, number>();
  return (event) => {
    const atMs = event.at.getTime();
    switch (event.type) {
      case 'step-waiting':
      case 'reset-waiting': {
        const key = event.type === 'step-waiting' ? event.id : '';
        const said = nextSaid(
          waits.get(key),
          event.blockers.map(({ pid, preparedTransaction }) => preparedTransaction?.gid ?? pid).join(),
          atMs,
        );
        if (said) waits.set(key, said);
        return said !== undefined;
      }
      case 'statement-finished': {
        if (event.total > 0 && (event.total <= fewParts || event.done === event.total)) return true;
        if (atMs - (progress.get(event.id) ?? 0) < progressEveryMs) return false;
        progress.set(event.id, atMs);
        return true;
      }
      case 'step-started':
        waits.delete(event.id);
        progress.delete(event.id);
        return true;
      default:
        return true;
    }
  };
}

/** What is said now; undefined when it is too early to say it again. */
function nextSaid(said: Said | undefined, what: string, atMs: number): Said | undefined {
  if (!said) return { what, atMs, pauseMs: firstPauseMs };
  const isChanged = said.what !== what;
  if (atMs - said.atMs < (isChanged ? firstPauseMs : said.pauseMs)) return undefined;
  return { what, atMs, pauseMs: isChanged ? firstPauseMs : Math.min(said.pauseMs * 2, maxPauseMs) };
}

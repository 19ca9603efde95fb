import { EngineError } from '../../errors';
import type { HistoryEvent } from '../../history/history';
import type { EventsRequest } from '../../history/store';
import type { CommandPorts } from '../../run/command';
import { parseSince } from './parse-since';
import type { StatusResult } from './status';
import type { StatusOptions } from './status.options';

/** What a log is followed with. */
export interface LogFollower {
  /** Those of the status that was asked for. */
  readonly options: Pick<StatusOptions, 'since'>;
  /** The log so far: what comes after its newest event is new. */
  readonly known: Pick<StatusResult, 'events'>;
  /** Told of what is new, oldest first, never of nothing. */
  readonly onEvents: (events: readonly HistoryEvent[]) => void;
}

/**
 * Tells of the events of a project's history as they come, until the signal of the ports ends it. Asks once a second,
 * holds no transaction in between and takes no lock. Throws the errors of connecting and of reading history.
 */
export async function followLog(
  { options, known, onEvents }: LogFollower,
  { store, clock, signal }: Pick<CommandPorts, 'store' | 'clock' | 'signal'>,
): Promise<void> {
  const since = parseSince(options.since, clock);
  let newest = known.events[0];
  let unreadable = 0;
  while (true) {
    await clock.sleep(intervalMs, signal);
    if (signal.aborted) return;
    const request: EventsRequest = { limit: maxAtOnce, ...(since && { since }), ...(newest && { after: newest }) };
    try {
      const events = await store.readEvents(request);
      unreadable = 0;
      if (events.length === 0) continue;
      onEvents(events.toReversed());
      newest = events[0];
    } catch (error) {
      unreadable += 1;
      if (!mayPass(error) || unreadable > maxUnreadable) throw error;
    }
  }
}

const intervalMs = 1_000;
const maxAtOnce = 10_000;
const maxUnreadable = 10;

/** Whether it may be a reset that has the history locked, or has dropped it and not made it yet. */
function mayPass(error: unknown): boolean {
  return error instanceof EngineError && (error.code === 'HISTORY_FOREIGN' || error.code === 'LOCK_TIMEOUT');
}

import type { ErrorReport } from '../errors';
import type { Blocker } from '../events';
import type { Refusal } from '../plan/plan';
import { quoteLiteral } from '../sql/names/quote';

/** `12 ms`, `3.4 s`, `2 min 5 s`. */
export function describeDuration(durationMs: number): string {
  if (durationMs < 1_000) {
    return `${Math.round(durationMs)} ms`;
  }
  if (durationMs < 60_000) {
    return `${(durationMs / 1_000).toFixed(1)} s`;
  }
  const seconds = Math.round(durationMs / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** How long something lasts that goes on: `12 s`, `2 min 05 s`, `1 h 02 min`. */
export function describeElapsed(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1_000);
  const minutes = Math.floor(seconds / 60);
  const of = (rest: number) => String(rest).padStart(2, '0');
  if (minutes === 0) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min ${of(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${of(minutes % 60)} min`;
}

/** `2026-01-31T12:00:05Z`: as in the logs of a server, whatever the time zone here. */
export function describeTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `512 bytes`, `3.4 MB`: thousands of thousands, as disks are sold. */
export function describeSize(bytes: number): string {
  if (bytes < 1_000) return plural(bytes, 'byte');
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** What happened, the line with a caret, and what to do. */
export function describeErrorReport(
  error: Pick<ErrorReport, 'message' | 'excerpt' | 'hint'> & { readonly code: string | undefined },
): string {
  const lines = [error.code === undefined ? error.message : `${error.code}: ${error.message}`];
  if (error.excerpt !== undefined) {
    lines.push(error.excerpt);
  }
  if (error.hint !== undefined) {
    lines.push(`hint: ${error.hint}`);
  }
  return lines.join('\n');
}

/** A refusal with its hint and the option that waives it. */
export function describeRefusal(refusal: Refusal): string {
  const waiver = refusal.waivedBy === undefined ? '' : ` (${refusal.waivedBy} waives this)`;
  return `${refusal.code}: ${refusal.message}\nhint: ${refusal.hint}${waiver}`;
}

/** Who holds what we wait for, where a longer line has said all of it: `web (pid 7): SELECT 1`. */
export function nameBlocker({ application, pid, query, preparedTransaction }: Blocker): string {
  if (preparedTransaction) return `prepared transaction ${preparedTransaction.gid}`;
  return `${nameApplication(application)} (pid ${pid}): ${describeQuery(query)}`;
}

/** Who holds what we wait for. */
export function describeBlocker(blocker: Blocker): string {
  if (blocker.preparedTransaction) {
    const { gid, database } = blocker.preparedTransaction;
    const about = `owner ${blocker.user}, database ${database}, for ${describeDuration(blocker.ageMs)}, ${blocker.lock}`;
    return `prepared transaction ${gid} (${about}), which only this ends there: ROLLBACK PREPARED ${quoteLiteral(gid)}`;
  }
  const name = nameApplication(blocker.application);
  const query = describeQuery(blocker.query);
  return `${name} (pid ${blocker.pid}, user ${blocker.user}, for ${describeDuration(blocker.ageMs)}, ${blocker.lock}): ${query}`;
}

function nameApplication(application: string): string {
  return application === '' ? 'a session' : application;
}

const maxQueryLength = 80;

/** A query on one line, cut where it is long. */
function describeQuery(query: string): string {
  const onOneLine = query.trim().replaceAll(/\s+/g, ' ');
  return onOneLine.length <= maxQueryLength ? onOneLine : `${onOneLine.slice(0, maxQueryLength - 1)}…`;
}

/** `1 migration`, `2 migrations`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A line that belongs to the one above it. */
export function setIn(line: string): string {
  return `  ${line}`;
}

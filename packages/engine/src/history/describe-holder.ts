import type { LockHolder } from '../events';

/** Who holds the run lock, from where, and since when. */
export function describeHolder(holder: LockHolder | undefined): string {
  if (!holder) return 'another runner';
  const { application, pid, user, client, clientHost } = holder;
  const host = clientHost === undefined ? '' : ` (${clientHost})`;
  const since = holder.since ? ` since ${holder.since.toISOString()}` : '';
  return `${application || 'a session'} (pid ${pid}, user ${user}, from ${client}${host})${since}`;
}

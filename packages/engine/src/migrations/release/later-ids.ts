import { nextStamp } from '../folders/next-migration-id';
import type { Version } from '../migration';
import { compareVersions, parseVersion, splitId } from '../version';

/** A migration's id, and the later one that it is to get. */
export interface LaterId {
  readonly from: string;
  readonly to: string;
}

/**
 * Ids for migrations, given in their order, that are later than all others and in the same order among themselves. Each is
 * written as it was: digits and separators of a date, width and parts of a number. Where the newest of the others is a
 * date, all become dates, which come after numbers. Those without a version are left out: they have no order to lose.
 * Pure. Throws ID_INVALID when no later date exists.
 */
export function laterIds(ids: readonly string[], others: readonly string[], now: Date): readonly LaterId[] {
  const taken = [...others];
  return ids.flatMap((from) => {
    const split = splitId(from);
    const version = parseVersion(from);
    if (!split || !version) return [];
    const newest = newestOf(taken);
    const head =
      version.kind === 'date' || newest?.kind === 'date'
        ? dateLike(split.head, nextStamp(taken, now))
        : numberLike(split.head, newest);
    const to = `${head}${split.rest}`;
    taken.push(to);
    return [{ from, to }];
  });
}

function newestOf(ids: readonly string[]): Version | undefined {
  const versions = ids.flatMap((id) => parseVersion(id) ?? []);
  return versions.reduce<Version | undefined>(
    (newest, each) => (newest && compareVersions(newest, each) >= 0 ? newest : each),
    undefined,
  );
}

/** A stamp of 14 digits in one piece where the head was in one, else with the separator that the head has. */
function dateLike(head: string, stamp: string): string {
  const prefix = /^v/i.exec(head)?.[0] ?? '';
  if (/^v?\d{8,}$/i.test(head)) return prefix + stamp;
  const [, separator = '-'] = /^\d{4}([-_.])\d/.exec(head) ?? [];
  return stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d{6})$/, ['$1', '$2', '$3', '$4'].join(separator));
}

/** The next number after the newest, of its parts and at least as wide as either was written. */
function numberLike(head: string, newest: Version | undefined): string {
  const prefix = /^v/i.exec(head)?.[0] ?? '';
  const own = head.slice(prefix.length);
  if (!newest) return head;
  const written = newest.text.replace(/^v/i, '').split('.');
  const next = String(BigInt(written.at(-1) ?? '0') + 1n);
  const [first = ''] = own.split(/[._]/);
  const width = written.length > 1 ? (written.at(-1)?.length ?? 0) : Math.max(first.length, written[0]?.length ?? 0);
  return prefix + [...written.slice(0, -1), next.padStart(isPadded(own, written) ? width : 0, '0')].join('.');
}

/** Whether numbers are written with zeros before them. */
function isPadded(own: string, written: readonly string[]): boolean {
  return own.startsWith('0') || (written.at(-1) ?? '').startsWith('0');
}

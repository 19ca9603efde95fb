import { lstatSync, type Stats, utimesSync } from 'node:fs';

/**
 * Whether two files are copies of each other, of which neither was written since: they have one size and one time. Only
 * copies that were marked have that in common, since the mark is drawn, and whoever writes a file changes its time.
 */
export function isSameFile(one: Stats, other: Stats | undefined): boolean {
  return one.isFile() && other?.isFile() === true && one.size === other.size && one.mtimeMs === other.mtimeMs;
}

/** What is at a path; undefined: nothing. */
export function statIfThere(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/**
 * Draws a time for the copies that are made now: in the years 2001 to 2011, so that no clock gives it to a file that is
 * written, and no other copy has it. Whole milliseconds, which every number of seconds holds exactly enough.
 */
export function drawMark(): Date {
  return new Date(1_000_000_000_000 + Math.floor(Math.random() * 300_000_000_000));
}

/** Marks files as copies of each other. */
export function markAsSame(mark: Date, ...paths: readonly string[]): void {
  for (const path of paths) utimesSync(path, mark, mark);
}

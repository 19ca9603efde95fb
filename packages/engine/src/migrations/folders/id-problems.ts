import { findShared } from '../group-by';
import type { FileProblem } from '../migration';

/** Longest name that common file systems take. */
export const maxIdBytes = 255;

/** Why a name cannot be an id, as the end of a sentence; undefined when it can. Spaces, quotes and letters of any script can. */
export function whyIdIsInvalid(name: string): string | undefined {
  if (name.includes('\uFFFD') || /\p{Cs}/u.test(name)) return 'is not valid UTF-8';
  if (/\p{Cc}/u.test(name)) return 'has a control character';
  if (name.includes('\\')) return 'has a backslash, which Windows reads as a folder';
  if (Buffer.byteLength(name) > maxIdBytes) return `is longer than ${maxIdBytes} bytes`;
  return undefined;
}

/** A name that collides with another: on disks that ignore case or Unicode form, or between two checkouts. */
export interface NamedPath {
  readonly id: string;
  readonly path: string;
}

/** One ID_DUPLICATE for each group of names that differ only in case or in Unicode form. */
export function findDuplicateIds(names: readonly NamedPath[]): readonly FileProblem[] {
  return findShared(names, ({ id }) => id.normalize('NFC').toLowerCase()).map((group) => ({
    severity: 'error',
    code: 'ID_DUPLICATE',
    message: `${group.map(({ path }) => path).join(' and ')} have one name on systems that ignore case or Unicode form.`,
    path: group[0]?.path ?? '',
    ids: group.map(({ id }) => id),
  }));
}

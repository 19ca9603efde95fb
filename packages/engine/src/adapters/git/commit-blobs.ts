import { maxInlineBytes } from '../../ports';
import { parseContents, parseSizes } from './git-objects';

/** Bytes of a file that git keeps; undefined of one over `maxInlineBytes`. */
export interface Blob {
  readonly object: string;
  readonly size: number;
  readonly bytes: Buffer | undefined;
}

/** Asks git, and gives what it printed. Throws what it has against it. */
export type AskGit = (args: readonly string[], input?: string) => Buffer;

/** Blobs, which are read many at a time: to start git for each would take a hundred times as long. */
export interface CommitBlobs {
  /** The blob, read with all others that are `wanted` by now; undefined when git has none of that id. */
  find(object: string, wanted: () => Iterable<string>): Blob | undefined;
}

export function readCommitBlobs(ask: AskGit): CommitBlobs {
  const known = new Map<string, Blob>();
  return {
    find: (object, wanted) => {
      if (!known.has(object)) read([...new Set([object, ...wanted()])].filter((each) => !known.has(each)));
      return known.get(object);
    },
  };

  /** Sizes first: what is large is not to be held. */
  function read(objects: readonly string[]): void {
    const sizes = parseSizes(ask(['cat-file', '--batch-check'], lines(objects)));
    const small = objects.filter((_object, index) => (sizes[index] ?? 0) <= maxInlineBytes);
    const contents = parseContents(ask(['cat-file', '--batch', '--buffer'], lines(small)));
    const bytesOf = new Map(small.map((object, index) => [object, contents[index]]));
    objects.forEach((object, index) => {
      const size = sizes[index];
      if (size !== undefined) known.set(object, { object, size, bytes: bytesOf.get(object) });
    });
  }
}

function lines(objects: readonly string[]): string {
  return objects.map((object) => `${object}\n`).join('');
}

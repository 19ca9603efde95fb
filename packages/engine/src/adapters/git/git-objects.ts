/** Ids of the objects that `git cat-file --batch-check` was asked for, in that order; undefined where there is none. */
export function parseObjects(stdout: Buffer): readonly (string | undefined)[] {
  const lines = stdout.toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => /^([0-9a-f]{40,64}) \w+ \d+$/.exec(line)?.[1]);
}

/** Sizes in bytes of the objects that it was asked for, in that order; undefined where there is none. */
export function parseSizes(stdout: Buffer): readonly (number | undefined)[] {
  const lines = stdout.toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const size = /^[0-9a-f]{40,64} blob (\d+)$/.exec(line)?.[1];
    return size === undefined ? undefined : Number(size);
  });
}

/** Contents that `git cat-file --batch` printed, in that order; undefined where there was none. */
export function parseContents(stdout: Buffer): readonly (Buffer | undefined)[] {
  const contents: (Buffer | undefined)[] = [];
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf(0x0a, at);
    const size = /^[0-9a-f]{40,64} \w+ (\d+)$/.exec(stdout.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (size === undefined) {
      contents.push(undefined);
      continue;
    }
    contents.push(stdout.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return contents;
}

/** An entry of a tree. */
export interface TreeEntry {
  readonly kind: 'file' | 'link' | 'submodule';
  readonly object: string;
  /** Relative to the folder in which git ran, with `/`. */
  readonly path: string;
}

/** What `git ls-tree -r -z` printed. */
export function parseTree(stdout: Buffer): readonly TreeEntry[] {
  const lines = stdout.toString('utf8').split('\0').slice(0, -1);
  return lines.flatMap((line) => {
    const [, mode, object, path] = /^(\d+) \w+ ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
    if (mode === undefined || object === undefined || path === undefined) return [];
    return [{ kind: mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file', object, path }];
  });
}

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../../../testing/test-run/temporary-folder';
import { copyMarked } from './copy-marked';
import { mirrorTree } from './mirror-tree';

describe('going back to a copy of a cluster', () => {
  let folder: string;
  let data: string;
  let copy: string;
  beforeEach(() => {
    folder = makeTemporaryFolder('mirror');
    data = join(folder, 'data');
    copy = join(folder, 'copy');
    mkdirSync(join(data, 'base'), { recursive: true });
    for (const name of ['base/1', 'base/2', 'base/3']) write(name, 'same');
    copyMarked(data, copy, { earlierPath: undefined, owner: undefined });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes what was written since, in the same length, too, and nothing else', () => {
    const untouched = statSync(join(data, 'base/1')).ctimeMs;
    write('base/2', 'SAME');
    rmSync(join(data, 'base/3'));
    write('base/4', 'new');
    mkdirSync(join(data, 'more'));
    write('more/1', 'new');
    mirrorTree(copy, data, undefined);
    expect(tree(data)).toEqual({ 'base/1': 'same', 'base/2': 'same', 'base/3': 'same' });
    expect(statSync(join(data, 'base/1')).ctimeMs).toBe(untouched);
  });

  it('knows what it wrote the next time', () => {
    rmSync(data, { recursive: true });
    mirrorTree(copy, data, undefined);
    const { ctimeMs } = statSync(join(data, 'base/1'));
    mirrorTree(copy, data, undefined);
    expect(statSync(join(data, 'base/1')).ctimeMs).toBe(ctimeMs);
  });

  it('takes no file for another that was copied at another time', () => {
    write('base/2', 'SAME');
    const later = join(folder, 'later');
    copyMarked(data, later, { earlierPath: copy, owner: undefined });
    mirrorTree(copy, data, undefined);
    expect([tree(data)['base/2'], tree(later)['base/2']]).toEqual(['same', 'SAME']);
  });

  it('replaces a folder by a file, and a file by a folder', () => {
    rmSync(join(data, 'base/1'));
    mkdirSync(join(data, 'base/1'));
    const before = tree(copy);
    mirrorTree(copy, data, undefined);
    expect(tree(data)).toEqual(before);
    rmSync(join(data, 'base'), { recursive: true });
    write('base', 'a file');
    mirrorTree(copy, data, undefined);
    expect(tree(data)).toEqual(before);
  });

  function write(name: string, text: string): void {
    writeFileSync(join(data, name), text);
  }
});

function tree(path: string): Readonly<Record<string, string>> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(path, name)).isFile(),
  );
  return Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}

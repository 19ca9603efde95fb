import { createMemoryFiles, type FileTree } from '../../../testing/memory/memory-files';
import type { FileStamp } from '../../ports';
import { rememberScripts } from './remember-scripts';

const filePath = '/workspace/a.sql';

/** Reads `a.sql` as it is `before` and `after`, with its stamps; says what was read each time and how often in all. */
function readTwice(before: FileTree, after: FileTree, stamps: readonly [FileStamp, FileStamp]) {
  const trees = [before, after].map((tree) => createMemoryFiles(tree));
  let at = 0;
  const now = () => trees[at] ?? createMemoryFiles({});
  const stampNow = () => stamps[at] ?? stamps[0];
  const files = rememberScripts({
    list: (path) => now().list(path),
    pieces: (path) => now().pieces(path),
    read: (path) => {
      const file = now().read(path);
      const stamp = stampNow();
      return file && { ...file, stamp: () => stamp };
    },
    stamp: (path) => now().stamp(path) && stampNow(),
  });
  const texts = trees.map((_, index) => {
    at = index;
    return files.script({ filePath, path: 'a.sql', role: 'up', id: 'a' })?.script.text?.toString();
  });
  return { texts, reads: trees.flatMap(({ reads }) => reads).length };
}

const settled = (state: string): FileStamp => ({ state, age: 'settled' });
const fresh = (state: string): FileStamp => ({ state, age: 'fresh' });

describe('rememberScripts', () => {
  it.each([
    ['reads a file once that is as it was', 'SELECT 1;', [settled('1'), settled('1')], 1],
    ['reads a file again whose stamp is another one', 'SELECT 2;', [settled('1'), settled('2')], 2],
    ['reads a file again that was written just before it was read', 'SELECT 2;', [fresh('1'), settled('1')], 2],
    ['reads a file again that is being written', 'SELECT 2;', [settled('1'), fresh('2')], 2],
  ] as const)('%s', (_, text, stamps, reads) => {
    expect(readTwice({ 'a.sql': 'SELECT 1;' }, { 'a.sql': text }, stamps)).toEqual({
      texts: ['SELECT 1;', text],
      reads,
    });
  });

  it('knows nothing of a file that has gone', () => {
    const { texts } = readTwice({ 'a.sql': 'SELECT 1;' }, {}, [settled('1'), settled('1')]);
    expect(texts).toEqual(['SELECT 1;', undefined]);
  });

  it('reads a file for each role, since directives differ', () => {
    const memory = createMemoryFiles({ 'a.sql': '-- pgrestify: irreversible it was data\nSELECT 1;' });
    const files = rememberScripts(memory);
    const read = (role: 'up' | 'repeatable') =>
      files.script({ filePath, path: 'a.sql', role, id: 'a' })?.problems.length;
    expect([read('up'), read('repeatable'), read('up'), read('repeatable')]).toEqual([0, 1, 0, 1]);
    expect(memory.reads).toHaveLength(2);
  });
});

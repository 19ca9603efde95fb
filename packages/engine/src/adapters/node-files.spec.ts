import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sqlFilesContract } from '../../testing/contracts/sql-files-contract';
import type { FileTree } from '../../testing/memory/memory-files';
import { makeTemporaryFolder } from '../../testing/test-run/temporary-folder';
import { createNodeFiles } from './node-files';

describe('createNodeFiles', () => {
  let rootPath: string;
  beforeEach(() => {
    rootPath = makeTemporaryFolder('files');
  });
  afterEach(() => rmSync(rootPath, { recursive: true }));

  it.each(sqlFilesContract)('$name', ({ tree, check }) => {
    writeTree(rootPath, tree);
    expect(() => check(createNodeFiles(rootPath), rootPath)).not.toThrow();
  });

  it('accepts paths below a workspace that is itself reached through a link', () => {
    writeTree(rootPath, { 'real/sql/a.sql': 'a', workspace: { link: 'real' } });
    const files = createNodeFiles(join(rootPath, 'workspace'));
    expect(files.list(join(rootPath, 'workspace/sql'))).toEqual([
      { name: 'a.sql', path: join(rootPath, 'workspace/sql/a.sql'), kind: 'file' },
    ]);
    expect(files.read(join(rootPath, 'workspace/sql/missing.sql'))).toBeUndefined();
  });

  it('never gives two states of a file the same stamp, unless it calls the first fresh', () => {
    const files = createNodeFiles(rootPath);
    const path = join(rootPath, 'a.sql');
    for (let round = 0; round < 100; round += 1) {
      writeFileSync(path, 'a');
      const before = files.read(path)?.stamp();
      writeFileSync(path, 'b');
      expect(before?.age === 'fresh' || before?.state !== files.stamp(path)?.state).toBe(true);
    }
  });

  it('sees that a file was written to whose size and time were kept', () => {
    const files = createNodeFiles(rootPath);
    const path = join(rootPath, 'a.sql');
    writeFileSync(path, 'a');
    utimesSync(path, 1_600_000_000, 1_600_000_000);
    while (files.stamp(path)?.age === 'fresh');
    const before = files.stamp(path)?.state;
    writeFileSync(path, 'b');
    utimesSync(path, 1_600_000_000, 1_600_000_000);
    expect(files.stamp(path)?.state).not.toBe(before);
  });

  it('stops reading, and closes the file, when no further piece is wanted', () => {
    writeTree(rootPath, { 'a.sql': 'a' });
    for (const piece of createNodeFiles(rootPath).pieces(join(rootPath, 'a.sql'))) {
      expect(piece.toString()).toBe('a');
      break;
    }
  });
});

function writeTree(rootPath: string, tree: FileTree): void {
  for (const [name, content] of Object.entries(tree)) {
    const path = join(rootPath, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (name.endsWith('/')) continue;
    if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(path, content);
    else symlinkSync(content.link, path);
  }
}

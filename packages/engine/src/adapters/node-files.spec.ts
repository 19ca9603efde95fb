import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { FileTree } from '../testing/memory-files';
import { sqlFilesContract } from '../testing/sql-files-contract';
import { makeTemporaryFolder } from '../testing/temporary-folder';
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
    expect(files.list(join(rootPath, 'workspace/sql'))).toEqual([{ name: 'a.sql', kind: 'file' }]);
    expect(files.read(join(rootPath, 'workspace/sql/missing.sql'))).toBeUndefined();
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

import { sqlFilesContract } from '../contracts/sql-files-contract';
import { createMemoryFiles } from './memory-files';

describe('createMemoryFiles', () => {
  it.each(sqlFilesContract)('$name', ({ tree, check }) => {
    expect(() => check(createMemoryFiles(tree), '/workspace')).not.toThrow();
  });

  it('remembers what was read', () => {
    const files = createMemoryFiles({ 'a.sql': 'a', 'b.sql': 'b' });
    files.list('/workspace');
    files.read('/workspace/b.sql');
    expect(files.reads).toEqual(['/workspace/b.sql']);
  });
});

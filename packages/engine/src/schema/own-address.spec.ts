import type { CatalogRow } from '../ports';
import { diffSchemas } from './diff';

const server = (port: string, ownAddress?: object): CatalogRow => ({
  kind: 'foreign server',
  id: 's',
  definition: { options: { host: 'db', port }, ...(ownAddress && { ownAddress }) },
});

describe('a foreign server that leads back to its own server', () => {
  it.each([
    ['the same where both do', server('1', { port: true }), server('2', { port: true }), []],
    ['told where one does', server('1', { port: true }), server('2'), [['options', 'port']]],
    ['told where none does', server('1'), server('2'), [['options', 'port']]],
    ['the same where one does by chance', server('1', { port: true }), server('1'), []],
  ])('is %s', (_, one, other, paths) => {
    const pathsOf = (expected: CatalogRow, actual: CatalogRow) =>
      diffSchemas([expected], [actual]).flatMap(({ fields }) => fields.map(({ path }) => path));
    expect(pathsOf(one, other)).toEqual(paths);
    expect(pathsOf(other, one)).toEqual(paths);
  });
});

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { FsTree } from 'nx/src/generators/tree';
import { findSqlFolders } from './sql-folders';

describe('the folders of a project', () => {
  let root: string;

  beforeEach(() => {
    root = makeTemporaryFolder('folders');
    mkdirSync(join(root, 'apps/api'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it.each([
    ['no config file', undefined, 'apps/api/sql', 'apps/api/sql/migrations'],
    ['a config that names none', '{}', 'apps/api/sql', 'apps/api/sql/migrations'],
    ['another sql folder', '{ sql: "db" }', 'apps/api/db', 'apps/api/db/migrations'],
    ['a directory of migrations', '{ migrations: { directory: "./db/steps" } }', 'apps/api/sql', 'apps/api/db/steps'],
    [
      'the directory of an environment, as the document writes it',
      '{ environments: { production: () => { throw new Error() }, development: { migrations: { directory: "./sql/migrations" } } } }',
      'apps/api/sql',
      'apps/api/sql/migrations',
    ],
  ])('with %s', async (_what, config, sqlPath, migrationsPath) => {
    if (config !== undefined) writeFileSync(join(root, 'apps/api/pgrestify.config.js'), `module.exports = ${config};`);
    expect(await findSqlFolders(new FsTree(root, false), 'apps/api')).toEqual({ sqlPath, migrationsPath });
  });

  it('are not guessed when the config cannot be read', async () => {
    writeFileSync(join(root, 'apps/api/pgrestify.config.js'), 'throw new Error("broken")');
    await expect(findSqlFolders(new FsTree(root, false), 'apps/api')).rejects.toThrow('broken');
  });
});

import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { itOnOwnServer } from '../../testing/servers/it-on-own-server';
import type { TestDatabase } from '../../testing/servers/test-server';
import { useServer } from '../../testing/servers/use-database';

const server = useServer();
let client: Client;
let project: TestProject;
afterEach(async () => {
  await client.end();
  project.dispose();
});

/** Names that break whatever is not quoted, or is cut in another place than PostgreSQL cuts. */
const names: readonly (readonly [string, string])[] = [
  ['a quote', 'we"ird'],
  ['an apostrophe and a backslash', "o'br\\ien"],
  ['a reserved word', 'select'],
  ['upper case', 'Mixed Case'],
  ['63 bytes', 'n'.repeat(63)],
  ['63 bytes of letters of two', `x${'ä'.repeat(31)}`],
  ['what a format string or a template would read', '%I $1 $' + '{x} <%= y %> :z'],
  ['what SQL would read', '"; DROP SCHEMA pgrestify CASCADE; --'],
  ['what a shell would read', '$(exit 1)`exit 2`; exit 3'],
];

describe('a name with', () => {
  it.each(names)('%s serves as database, user, project and id of a migration', async (_what, name) => {
    const database = await server.createDatabase(name);
    await connect(database);
    await client.query(`CREATE ROLE ${escapeIdentifier(name)} LOGIN PASSWORD ${escapeLiteral(name)}`);
    await client.query(`ALTER DATABASE ${escapeIdentifier(name)} OWNER TO ${escapeIdentifier(name)}`);
    project = createTestProject({ ...database, user: name, password: name }, { project: folderOf(name) });
    const id = `001-${folderOf(name)}`;
    const made = escapeIdentifier(name);
    project.migration(id, `CREATE SCHEMA ${made}; CREATE TABLE ${made}.${made} ();`, `DROP SCHEMA ${made} CASCADE;`);

    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await client.query('SELECT project, id, applied_by FROM pgrestify.migrations')).rows).toEqual([
      { project: folderOf(name), id, applied_by: name },
    ]);
    expect((await project.status({ check: true })).outcome).toBe('succeeded');
    expect((await project.rollback()).outcome).toBe('succeeded');
    expect((await project.status()).migrations).toMatchObject([{ id, state: 'pending' }]);
  });

  it.each(names)('%s may be what --reset drops', async (_what, name) => {
    const database = await server.createDatabase();
    await connect(database);
    project = createTestProject(database, { development: true });
    const made = escapeIdentifier(name);
    project.migration('001', `CREATE SCHEMA ${made}; CREATE TABLE ${made}.${made} (${made} int);`);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await project.migrate({ reset: true, confirm: true })).outcome).toBe('succeeded');
    expect((await client.query(`SELECT ${made} FROM ${made}.${made}`)).rows).toEqual([]);
  });

  itOnOwnServer('any of these is no drift', async () => {
    const database = await server.createDatabase('a "b" \'c\'');
    await connect(database);
    project = createTestProject(database, { project: 'we"ird' });
    for (const [index, [, name]] of names.entries()) {
      const made = escapeIdentifier(name);
      project.migration(`00${index + 1}`, `CREATE SCHEMA ${made}; CREATE TABLE ${made}.${made} (${made} int);`);
    }
    expect((await project.migrate()).outcome).toBe('succeeded');
    const { findings, tables } = await project.validate({ afterMigration: true });
    expect(findings).toEqual([]);
    expect(tables).toHaveLength(names.length);
  });
});

async function connect(database: TestDatabase): Promise<void> {
  client = new Client(database);
  await client.connect();
}

/** A folder's name is a part of a path on every system. */
function folderOf(name: string): string {
  return name.replaceAll(/[\\/]/g, '-');
}

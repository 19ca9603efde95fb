import { createTestProject } from '../../testing/projects/test-project';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
const project = useProject(database);
beforeEach(() => client.query('CREATE TABLE ran (id text, at int GENERATED ALWAYS AS IDENTITY)'));

/** Writes migrations that note themselves, up and down, in an order that is not that of their versions. */
function writeNoted(ids: readonly string[]): void {
  for (const id of [...ids].reverse()) {
    const literal = `'${id.replaceAll("'", "''")}'`;
    project.migration(
      id,
      `INSERT INTO ran (id) VALUES (${literal});`,
      `INSERT INTO ran (id) VALUES ('undo ' || ${literal});`,
    );
  }
}

async function ran(): Promise<readonly string[]> {
  const { rows } = await client.query('SELECT id FROM ran ORDER BY at');
  return rows.map(({ id }) => id);
}

const notices = () => project.events.flatMap((event) => (event.type === 'notice-raised' ? [event.message] : []));

describe('names of real repositories', () => {
  it('run in the order of their versions, and back in reverse', async () => {
    const order = [
      '0001_init',
      '0007 with spaces',
      '20170309120000_users',
      '2017-09-23-182408-posts',
      '2020-12-7-190800_unpadded',
      '2024-01-15-add-a',
      '2024-01-15-add-b',
      '20240115093000_later-that-day',
      '2024-02-01-o\'brien "quoted" ä😀 $1 %s ; --',
      'Without-a-number',
      'add-avatar',
    ];
    writeNoted(order);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await ran()).toEqual(order);
    await client.query('TRUNCATE ran');
    expect((await project.rollback({ to: 0 })).outcome).toBe('succeeded');
    expect(await ran()).toEqual([...order].reverse().map((id) => `undo ${id}`));
    expect((await project.migrate()).outcome).toBe('succeeded');
  });

  it('are warned of when kinds are mixed or two have one version', async () => {
    writeNoted(['0001_init', '20240115_a', '2024-01-15-b']);
    await project.migrate();
    expect(notices().join('\n')).toMatch(/integer|date/);
    expect(notices().join('\n')).toContain('2024-01-15-b');
  });

  it.each([
    ['two names that are one on disks that ignore case', ['001_Users', '001_users'], 'ID_DUPLICATE'],
    ['two names that are one in Unicode', ['001_\u00e4', '001_a\u0308'], 'ID_DUPLICATE'],
    ['a control character', ['001_\u0007bell'], 'ID_INVALID'],
  ])('are refused by name: %s', async (_what, ids, code) => {
    writeNoted(ids);
    const { outcome, refusals } = await project.migrate();
    expect([outcome, refusals.map((refusal) => refusal.code)]).toEqual(['refused', [code]]);
    expect(refusals[0]?.message).toContain('001_');
    expect(await ran()).toEqual([]);
  });
});

describe('texts of real files', () => {
  it('with CRLF and a byte order mark have the same checksum and function bodies as without', async () => {
    const body = 'CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$\nSELECT 1::text\n$$;\n';
    project.write('migrations/001_f/up.sql', Buffer.from(`\uFEFF${body.replaceAll('\n', '\r\n')}`));
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await client.query("SELECT prosrc FROM pg_proc WHERE proname = 'f'")).rows).toEqual([
      { prosrc: '\nSELECT 1::text\n' },
    ]);
    project.write('migrations/001_f/up.sql', body);
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
  });

  it('with CRLF and a byte order mark have the right line and column in an error', async () => {
    project.write('migrations/001_f/up.sql', '\uFEFFSELECT 1;\r\n\r\n  SELEKT 2;\r\n');
    const { steps } = await project.migrate();
    expect(steps[0]?.error?.location).toMatchObject({ line: 3, column: 3 });
  });

  it.each([
    ['comments alone', '-- nothing\n/* at all */\n'],
    ['nothing', ''],
    ['a byte order mark alone', '\uFEFF'],
    ['an empty transaction', 'BEGIN;\nCOMMIT;'],
  ])('with %s are applied with a warning', async (_what, text) => {
    project.migration('001_a', text, '-- nothing to undo');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(notices().join('\n')).toContain('001_a/up.sql');
    expect((await project.status()).migrations).toMatchObject([{ id: '001_a', state: 'applied' }]);
    expect((await project.rollback()).outcome).toBe('succeeded');
  });

  it.each([
    ['Latin-1', Buffer.from("SELECT '\xe4';", 'latin1')],
    ['UTF-16', Buffer.from('\uFEFFSELECT 1;', 'utf16le')],
    ['a NUL byte', Buffer.from('SELECT 1;\0')],
  ])('in %s are refused by name', async (_what, bytes) => {
    project.write('migrations/001_a/up.sql', bytes);
    const { refusals } = await project.migrate();
    expect(refusals).toMatchObject([{ code: 'FILE_ENCODING', ids: ['001_a'] }]);
  });
});

describe('several projects in one database', () => {
  it('keep their own history, also of the same ids', async () => {
    const web = createTestProject(database, { project: 'web' });
    project.migration('001_init', 'CREATE TABLE api_table ();', 'DROP TABLE api_table;');
    web.migration('001_init', 'CREATE TABLE web_table ();', 'DROP TABLE web_table;');
    web.migration('002_more', '-- pgrestify: requires api:001_init\nCREATE TABLE more ();', 'DROP TABLE more;');
    expect((await web.migrate()).refusals).toMatchObject([{ code: 'REQUIREMENT_MISSING', ids: ['002_more'] }]);
    await project.migrate();
    expect((await web.migrate()).outcome).toBe('succeeded');
    expect((await project.status()).migrations.map(({ id }) => id)).toEqual(['001_init']);
    await project.rollback({ allowRequired: true });
    expect((await web.status()).migrations.map(({ state }) => state)).toEqual(['applied', 'applied']);
    expect(
      (await client.query("SELECT to_regclass('api_table') AS api, to_regclass('web_table') AS web")).rows,
    ).toEqual([{ api: null, web: 'web_table' }]);
    web.dispose();
  });
});

import { describeDifferences, diffSchemas } from '@pgrestify/engine/schema';
import { readSnapshot, startTestServer, type TestServer } from '@pgrestify/engine/testing';
import { Client } from 'pg';
import type { TableGeneratorOptions } from './table/generator';
import { changes, subjects } from './testing/changes';
import { generateProject, type ScriptPair } from './testing/generated-project';
import { runRepeatables, runScript } from './testing/run-script';

type Schema = Awaited<ReturnType<typeof readSnapshot>>;

const rlsTables: readonly Omit<TableGeneratorOptions, 'project'>[] = (
  ['owner', 'public-read', 'admin', 'none'] as const
).flatMap((rls) => [
  { name: `with-owner-${rls}`, columns: 'title:text!,author_id:uuid!', rls },
  ...(rls === 'owner' ? [] : [{ name: `without-owner-${rls}`, columns: 'title:text!', rls }]),
]);

const tables: readonly Omit<TableGeneratorOptions, 'project'>[] = [
  ...rlsTables,
  { name: 'bare' },
  {
    name: 'everything',
    columns:
      'title:text!=draft,price:numeric(10,2)=0,tags:varchar(20)[]={},at:timestamp(3) with time zone=now()!,' +
      "n:bigserial,token:uuid=gen_random_uuid() unique,data:jsonb='{}'::jsonb,until:timestamptz=(now() + interval '1 day')," +
      'ok:boolean=false!,bits:bit varying(8),ratio:double precision=1e3,span:interval(3),area:int4multirange,' +
      'email:character varying(80)! unique,author_id:uuid,post_id:uuid',
    foreignKeys: 'author_id:users(id) on delete set null,post_id:posts(id) on delete restrict',
  },
  {
    name: 'tree-node',
    columns: 'parent_id:uuid,user_id:uuid!',
    foreignKeys: 'parent_id:tree_node(id) on delete cascade,user_id:users(id)',
  },
  {
    name: '"Odd ""name"" \'x\' <%- 1 %> $(id) -- ; ü"',
    columns:
      'order:int!,"select":text=group!,authorId:uuid,first-name:text unique,"a ""b"" \'c\', <%= 1 %>":text,user:uuid',
    foreignKeys: 'authorId:users(id) on delete cascade,user:users',
  },
  {
    name: `"${'x'.repeat(63)}"`,
    columns: `${'a'.repeat(63)}:uuid unique,${'b'.repeat(63)}:uuid,user_id:uuid`,
    foreignKeys: `${'a'.repeat(63)}:users(id),${'b'.repeat(63)}:users(id)`,
  },
  { name: 'table', columns: 'user_id:uuid' },
];

describe.each([14, 18] as const)('on PostgreSQL %i', (major) => {
  let server: TestServer;
  const clients: Client[] = [];

  beforeAll(async () => {
    server = await startTestServer({ major });
  });
  afterEach(async () => {
    const done = clients.splice(0);
    await Promise.all(done.map((client) => client.end()));
    await asAdmin(server, async (admin) => {
      for (const { database } of done) await admin.query(`DROP DATABASE ${admin.escapeIdentifier(database ?? '')}`);
    });
  });
  afterAll(() => server.stop());

  async function connect(): Promise<Client> {
    const client = new Client(await server.createDatabase());
    clients.push(client);
    await client.connect();
    return client;
  }

  describe.each(['empty', 'basic', 'blog'] as const)('the template %s', (template) => {
    it('can be run twice, the second time with bodies of functions checked', async () => {
      const project = await generateProject(template);
      const client = await connect();
      await runRepeatables(client, project.before());
      const first = await readSnapshot(client);
      for (const text of project.before()) await runScript(client, text);
      expectSameSchema(await readSnapshot(client), first);
    });

    it('has test data that can be run twice', async () => {
      const project = await generateProject(template);
      const client = await connect();
      await runRepeatables(client, [...project.before(), ...project.testData()]);
      const first = await countRows(client);
      await runRepeatables(client, project.testData());
      expect(await countRows(client)).toEqual(first);
    });
  });

  describe('a table', () => {
    let shared: Client;
    beforeAll(async () => {
      shared = new Client(await server.createDatabase());
      await shared.connect();
      await runRepeatables(shared, (await generateProject('blog')).before());
    });
    afterAll(() => shared.end());

    it.each(tables)('is created, dropped and created again: %j', async (options) => {
      const script = await (await generateProject('blog')).addTable(options);
      await expectTrueInverse(shared, script);
    });

    it('in the schemas files can be run twice', async () => {
      const project = await generateProject('blog');
      for (const options of tables) await project.addTable({ ...options, as: 'schema' });
      const client = await connect();
      await runRepeatables(client, project.before());
      const first = await readSnapshot(client);
      await runRepeatables(client, project.before());
      expectSameSchema(await readSnapshot(client), first);
    });

    it('is the same from a migration and from the schemas files', async () => {
      const options = tables.find(({ name }) => name === 'everything') ?? { name: '' };
      const [byMigration, bySchema] = [await connect(), await connect()];
      const withMigration = await generateProject('blog');
      const { up } = await withMigration.addTable(options);
      await runRepeatables(byMigration, withMigration.before());
      await runScript(byMigration, up);
      const withSchema = await generateProject('blog');
      await withSchema.addTable({ ...options, as: 'schema' });
      await runRepeatables(bySchema, withSchema.before());
      expectSameSchema(await readSnapshot(bySchema), await readSnapshot(byMigration));
    });

    it('keeps updated_at', async () => {
      const project = await generateProject('empty');
      const { up } = await project.addTable({ name: 'notes', columns: 'title:text' });
      const client = await connect();
      await runRepeatables(client, project.before());
      await runScript(client, up);
      await client.query("INSERT INTO notes (title, updated_at) VALUES ('a', '2000-01-01')");
      await client.query("UPDATE notes SET title = 'b'");
      const { rows } = await client.query('SELECT updated_at > created_at - interval $$1 min$$ AS kept FROM notes');
      expect(rows).toEqual([{ kept: true }]);
    });
  });

  describe('a change', () => {
    let shared: Client;
    beforeAll(async () => {
      shared = new Client(await server.createDatabase());
      await shared.connect();
      await runRepeatables(shared, (await generateProject('basic')).before());
      await shared.query(subjects);
    });
    afterAll(() => shared.end());

    it.each(changes)('is made, undone and made again: %j', async (options) => {
      const script = await (await generateProject('basic')).addMigration(options);
      const rows = await readRows(shared);
      await expectTrueInverse(shared, script);
      expect(await readRows(shared)).toEqual(rows);
    });

    it('fills every row that was empty and no other', async () => {
      const project = await generateProject('empty');
      const client = await connect();
      await client.query(`${subjects}; UPDATE subject SET empty = 'mine' WHERE n % 10 = 0`);
      const { up } = await project.addMigration({ kind: 'backfill', table: 'subject', column: 'empty', value: 'none' });
      await runScript(client, up);
      const { rows } = await client.query('SELECT empty, count(*)::int FROM subject GROUP BY 1 ORDER BY 1');
      expect(rows).toEqual([
        { empty: 'mine', count: 200 },
        { empty: 'none', count: 1800 },
      ]);
    });

    it('fills slices of one size, whatever others write meanwhile, and goes on where it was stopped', async () => {
      const project = await generateProject('empty');
      const client = await connect();
      await client.query(subjects);
      const options = { kind: 'backfill', table: 'subject', column: 'empty', value: '(word)', batches: 4 } as const;
      const { up } = await project.addMigration(options);
      const written: number[] = [];
      client.on('notice', ({ message = '' }) => {
        const rows = / (\d+) rows$/.exec(message)?.[1];
        if (rows !== undefined) written.push(Number(rows));
      });
      const stopped = up.slice(0, up.indexOf('SELECT backfill_subject_empty(3);'));
      await runScript(client, stopped);
      // Every row moves behind the end of the table.
      await client.query('UPDATE subject SET n = n');
      await runScript(client, up);
      const { rows } = await client.query(
        "SELECT count(*)::int AS count, count(*) FILTER (WHERE empty = word)::int AS filled, to_regclass('backfill_subject_empty') AS left FROM subject",
      );
      expect(rows).toEqual([{ count: 2000, filled: 2000, left: null }]);
      expect(written.reduce((sum, count) => sum + count)).toBe(2000);
      expect(Math.max(...written)).toBeLessThanOrEqual(1000);
    });

    it('fills the partitions of a table', async () => {
      const client = await connect();
      await client.query(`CREATE TABLE parted (n int, empty text) PARTITION BY LIST (n);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
        CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2);
        INSERT INTO parted SELECT i % 2 + 1 FROM generate_series(1, 2000) AS i`);
      const notices: (string | undefined)[] = [];
      client.on('notice', ({ message }) => notices.push(message));
      const options = { kind: 'backfill', table: 'parted', column: 'empty', value: 'x', batches: 2 } as const;
      const { up } = await (await generateProject('empty')).addMigration(options);
      await runScript(client, up);
      expect(notices.at(-1)).toBe('moved meanwhile: 0 rows');
      expect((await client.query('SELECT count(empty)::int FROM parted')).rows).toEqual([{ count: 2000 }]);
    });
  });
});

async function expectTrueInverse(client: Client, { up, down }: ScriptPair): Promise<void> {
  const before = await readSnapshot(client);
  await runScript(client, up);
  const after = await readSnapshot(client);
  await runScript(client, down);
  expectSameSchema(await readSnapshot(client), before);
  await runScript(client, up);
  expectSameSchema(await readSnapshot(client), after);
  await runScript(client, down);
}

function expectSameSchema(actual: Schema, expected: Schema): void {
  expect(actual.length).toBeGreaterThan(0);
  expect(describeDifferences(diffSchemas(expected, actual))).toBe('');
}

async function readRows(client: Client): Promise<unknown> {
  const { rows } = await client.query(`
    SELECT (SELECT array_agg(to_jsonb(s) - 'filler' ORDER BY n) FROM subject AS s) AS subject,
           (SELECT array_agg(to_jsonb(o) - 'filler' ORDER BY "order") FROM "Odd ""table""" AS o) AS odd`);
  return rows;
}

async function countRows(client: Client): Promise<unknown> {
  const { rows } = await client.query(`
    SELECT relname, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', relname), false, true, '')))[1]::text
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`);
  return rows;
}

async function asAdmin(server: TestServer, run: (admin: Client) => Promise<void>): Promise<void> {
  const { host, port, user, password } = server;
  const admin = new Client({ host, port, user, password, database: 'postgres' });
  await admin.connect();
  await run(admin).finally(() => admin.end());
}

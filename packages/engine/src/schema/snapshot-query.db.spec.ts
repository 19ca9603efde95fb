import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { leftOut, readByFunctions } from '../../testing/schemas/catalog-coverage';
import { readSnapshot } from '../../testing/schemas/read-snapshot';
import { itOnOwnServer } from '../../testing/servers/it-on-own-server';
import { canEscapeInPlainStrings, testMajors } from '../../testing/servers/test-majors';
import { useServer } from '../../testing/servers/use-database';
import { startWireProxy } from '../../testing/servers/wire-proxy';
import type { CatalogRow } from '../ports';
import { columnOrder, compareForUndo, diffSchemas, fingerprintSchema, listTables, parseSnapshot, snapshotSql } from '.';

const baseSql = readFileSync(join(__dirname, 'testdata/base.sql'), 'utf8');

/** What a database holds that wants to be called in place of the system's own. */
const hostileSql = `
  CREATE SCHEMA evil;
  CREATE FUNCTION evil.format_type(oid, integer) RETURNS text LANGUAGE sql AS $$ SELECT 'hijacked' $$;
  CREATE FUNCTION evil.quote_ident(name) RETURNS text LANGUAGE sql AS $$ SELECT 'hijacked' $$;
  CREATE FUNCTION evil.never(oid, oid) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
  CREATE OPERATOR evil.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = evil.never);
  CREATE TABLE evil.pg_class (oid oid);
  CREATE TYPE evil.regclass AS ENUM ('hijacked');
`;

const hostileSettings = `
  CREATE TEMP TABLE pg_attribute (attname text);
  SET search_path = evil, public, pg_catalog;
  SET quote_all_identifiers = on;
  SET DateStyle = 'German, DMY';
  SET IntervalStyle = sql_standard;
  SET TimeZone = 'Asia/Kathmandu';
  SET extra_float_digits = -5;
  SET bytea_output = escape;
  SET xmloption = document;
  SET xmlbinary = hex;
`;

/** Expressions whose text the settings above would change. */
const sensitiveSql = `
  CREATE TABLE sensitive (
    at timestamptz DEFAULT '2024-02-03 04:05:06+00'::timestamptz,
    on_day date DEFAULT '2024-02-03'::date,
    for_time interval DEFAULT '1 day 02:03:04'::interval,
    ratio float8 DEFAULT 0.1::float8 + 1e-17::float8,
    bytes bytea DEFAULT '\\x00ff'::bytea,
    path text DEFAULT E'C:\\\\temp',
    price money DEFAULT '1234.5'::numeric::money);
`;

describe.each(testMajors(14, 15, 16, 17, 18))('the snapshot query on PostgreSQL %i', (major) => {
  const server = useServer({ major });
  const open: Client[] = [];

  beforeAll(async () => {
    await connectTo('CREATE ROLE drift_r; CREATE ROLE nobody');
    await closeClients();
  });
  afterEach(() => closeClients());

  it('reads every column of the catalog, or says why it is left out', async () => {
    const client = await connectTo('SELECT');
    const { rows } = await client.query<{ catalog: string; name: string }>(`
      SELECT c.relname AS catalog, a.attname AS name
      FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND a.attname <> 'oid'`);
    const words = new Set(snapshotSql(major * 10_000).match(/\w+/g));
    const byFunctions = Object.entries(readByFunctions).flatMap(([name, columns]) => (words.has(name) ? columns : []));
    const accounted = new Set([...byFunctions, ...Object.values(leftOut).flat()]);
    const unknown = rows
      .filter(
        ({ catalog, name }) => !words.has(name) && !accounted.has(catalog) && !accounted.has(`${catalog}.${name}`),
      )
      .map(({ catalog, name }) => `${catalog}.${name}`);
    expect(unknown).toEqual([]);
  });

  it('gives two databases that were made alike the same fingerprint', async () => {
    const [one, two] = [await connectTo(baseSql), await connectTo(`CREATE TABLE gone (); DROP TABLE gone; ${baseSql}`)];
    const [expected, actual] = [await readSnapshot(one), await readSnapshot(two)];
    expect(diffSchemas(expected, actual)).toEqual([]);
    expect(fingerprintSchema(actual)).toBe(fingerprintSchema(expected));
    expect(listTables(actual).map(({ name }) => name)).toEqual(
      ['child', 'p', 'parent', 'pt', 'pt1', 't'].map((name) => `public.${name}`),
    );
  });

  it('gives the same rows whatever the session has set and whatever stands first in its search path', async () => {
    const client = await connectTo(baseSql + sensitiveSql + hostileSql);
    const expected = await readSnapshot(client);
    await client.query(hostileSettings);
    if (canEscapeInPlainStrings(major)) await client.query('SET standard_conforming_strings = off');
    const { rows } = await client.query("SELECT quote_ident('x'::name) AS name");
    expect(rows).toEqual([{ name: 'hijacked' }]);
    expect(await readSnapshot(client)).toEqual(expected);
  });

  it('gives a role without any right the same rows, but for what only a superuser may read', async () => {
    const client = await connectTo(baseSql);
    const expected = await readSnapshot(client);
    await client.query('SET ROLE nobody');
    const actual = await readSnapshot(client);
    expect(diffSchemas(expected, actual)).toEqual([]);
    const differing = actual.filter((row, index) => JSON.stringify(row) !== JSON.stringify(expected[index]));
    expect(differing).toEqual([
      { kind: 'user mapping', id: 'postgres on srv', definition: { on: 'srv', options: '<not readable>' } },
    ]);
  });

  it('writes nothing, also in a read-only transaction, and leaves the settings of the session as they were', async () => {
    const client = await connectTo(baseSql);
    const settings = await readSettings(client);
    await client.query('BEGIN READ ONLY');
    expect(await readSnapshot(client)).not.toEqual([]);
    const { rows } = await client.query('SELECT pg_current_xact_id_if_assigned() AS xid');
    expect(rows).toEqual([{ xid: null }]);
    await client.query('COMMIT');
    await readSnapshot(client);
    expect(await readSettings(client)).toEqual(settings);
  });

  itOnOwnServer('waits no longer than lock_timeout for a table that is locked against reading', async () => {
    const client = await connectTo('CREATE TABLE t (id int CHECK (id > 0))');
    const other = new Client({ ...server, database: client.database });
    open.push(other);
    await other.connect();
    await other.query('BEGIN; LOCK TABLE t');
    await client.query('SET lock_timeout = 1');
    await expect(readSnapshot(client)).rejects.toMatchObject({ code: '55P03' });
  });

  it('tells clocks that were baked into expressions apart', async () => {
    const sql = `CREATE TABLE t (a timestamp DEFAULT 'now'::timestamp, b timestamptz DEFAULT 'now'::timestamptz);
      CREATE VIEW v AS SELECT 'now'::timestamp AS since;`;
    const expected = await readSnapshot(await connectTo(sql));
    const actual = await readSnapshot(await connectTo(sql));
    expect(diffSchemas(expected, actual).map(({ id, change, severity }) => [id, change, severity])).toEqual([
      ['public.t', 'volatile-default', 'notice'],
      ['public.v', 'volatile-default', 'notice'],
    ]);
    expect(fingerprintSchema(actual)).toBe(fingerprintSchema(expected));
  });

  it('calls a column that was dropped and added again the same but for its place', async () => {
    const parts = `CREATE STATISTICS s ON c, b FROM t; CREATE VIEW v AS SELECT * FROM t;
      CREATE MATERIALIZED VIEW m AS SELECT x.* FROM (SELECT * FROM v UNION ALL SELECT * FROM v) x JOIN t USING (a)`;
    const client = await connectTo(`CREATE TABLE t (a int, b int, c int); ${parts}`);
    const before = await readSnapshot(client);
    await client.query('ALTER TABLE t DROP b CASCADE');
    expect(compareForUndo(before, await readSnapshot(client))).toEqual({ verdict: 'different', exceptions: [] });
    await client.query(`ALTER TABLE t ADD b int; ${parts}`);
    const after = await readSnapshot(client);
    expect(compareForUndo(before, after)).toEqual({ verdict: 'same', exceptions: ['column-order'] });
    expect(columnOrder(after).get('public.v')).toEqual(['a', 'c', 'b']);
    expect(fingerprintSchema(after)).toBe(fingerprintSchema(before));
    await client.query(`DROP TABLE t CASCADE; CREATE TABLE t (a int, b int, c int); ${parts}`);
    expect(compareForUndo(before, await readSnapshot(client))).toEqual({ verdict: 'same', exceptions: [] });
  });

  it('shows the schema of the engine only when asked to', async () => {
    const client = await connectTo('CREATE SCHEMA pgrestify; CREATE TABLE pgrestify.migrations (id int)');
    expect(names(await readSnapshot(client))).not.toContain('table pgrestify.migrations');
    expect(names(await readSnapshot(client, 'included'))).toContain('table pgrestify.migrations');
  });

  it('keeps bounds that a JSON number cannot hold, and names that need quotes', async () => {
    const client = await connectTo(`CREATE SEQUENCE s; CREATE TABLE "My Table" ("__proto__" int, "a.b" int)`);
    const rows = await readSnapshot(client);
    expect(rows.find(({ id }) => id === 'public.s')?.definition).toMatchObject({ maximum: '9223372036854775807' });
    await client.query('ALTER TABLE "My Table" ALTER "__proto__" TYPE bigint');
    expect(diffSchemas(rows, await readSnapshot(client))).toMatchObject([
      {
        kind: 'table',
        id: 'public."My Table"',
        fields: [{ path: ['columns', '__proto__', 'type'], actual: 'bigint' }],
      },
    ]);
  });

  async function connectTo(sql: string): Promise<Client> {
    const client = new Client(await server.createDatabase());
    open.push(client);
    await client.connect();
    await client.query(sql);
    return client;
  }

  async function closeClients(): Promise<void> {
    await Promise.all(open.splice(0).map((client) => client.end()));
  }
});

describe('the cost of a snapshot', () => {
  const server = useServer();

  it.each([1, 300])('is one round trip for %i tables with their parts', async (count) => {
    const database = await server.createDatabase();
    const proxy = await startWireProxy(database);
    const client = new Client({ ...database, host: proxy.host, port: proxy.port });
    await client.connect();
    await client.query(`DO $$ BEGIN FOR i IN 1..${count} LOOP
      EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, email text NOT NULL UNIQUE, n int CHECK (n > 0))', i);
      EXECUTE format('CREATE POLICY p ON t%s USING (id > 0)', i);
    END LOOP; END $$`);
    const before = proxy.traffic().roundTrips;
    const results = [await client.query(snapshotSql(180000))].flat();
    expect(proxy.traffic().roundTrips - before).toBe(1);
    expect(listTables(parseSnapshot(results.at(-1)?.rows ?? []))).toHaveLength(count);
    await client.end();
    await proxy.close();
  });
});

function names(rows: readonly CatalogRow[]): readonly string[] {
  return rows.map(({ kind, id }) => `${kind} ${id}`);
}

async function readSettings(client: Client): Promise<unknown> {
  const { rows } = await client.query('SELECT name, setting FROM pg_settings ORDER BY name');
  return rows;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { CatalogRow } from '../ports';
import { testMajors } from '../testing/test-majors';
import { startTestServer, type TestServer } from '../testing/test-server';
import {
  diffSchemas,
  executeSnapshotSql,
  fingerprintSchema,
  parseSnapshot,
  prepareSnapshotSql,
  type SchemaDifference,
} from '.';

/** First and last major, both inclusive. */
interface Majors {
  readonly first: number;
  readonly last: number;
}

/** An entry of `testdata/mutations.sql`. */
interface Mutation {
  readonly name: string;
  readonly majors: Majors;
  readonly sql: string;
  readonly reported: readonly { readonly line: string; readonly majors: Majors }[];
}

/** Apart from base.sql: a database with a subscription cannot be dropped. */
const subscriptionSql = `CREATE SUBSCRIPTION su CONNECTION 'dbname=x password=canary' PUBLICATION p1
  WITH (connect = false, slot_name = NONE)`;

const mutations = parseMutations(readTestdata('mutations.sql'));

describe.each(testMajors(14, 15, 16, 17, 18))('the snapshot on PostgreSQL %i', (major) => {
  const known = mutations.filter(({ majors }) => isWithin(majors, major));
  let server: TestServer;
  let client: Client;
  let base: readonly CatalogRow[];

  beforeAll(async () => {
    server = await startTestServer({ major });
    client = new Client(await server.createDatabase());
    await client.connect();
    await client.query('CREATE ROLE drift_r; CREATE ROLE drift_super SUPERUSER');
    await client.query(`${readTestdata('base.sql')} ${subscriptionSql}`);
    await client.query(prepareSnapshotSql(major * 10_000));
    base = await readPrepared(client);
  });
  afterAll(async () => {
    await client.query('DROP SUBSCRIPTION su');
    await client.end();
    await server.stop();
  });
  afterEach(() => client.query('ROLLBACK'));

  it.each(known)('sees and names $name', async ({ sql, reported }) => {
    await client.query(`BEGIN; SET LOCAL search_path = public; ${sql}`);
    const changed = await readPrepared(client);
    const differences = diffSchemas(base, changed);
    const expected = reported.filter((report) => isWithin(report.majors, major)).map((report) => report.line);
    expect(differences.flatMap(toLines).sort()).toEqual([...expected].sort());
    const drift = differences.some(({ severity }) => severity === 'drift');
    expect(fingerprintSchema(changed) !== fingerprintSchema(base)).toBe(drift);
    expect(JSON.stringify(changed)).not.toContain('canary');
  });
});

/** Prepared, since planning takes longer than reading so small a schema; with the path that it was planned for. */
async function readPrepared(client: Client): Promise<readonly CatalogRow[]> {
  const results = await client.query(`SET search_path = pg_catalog, pg_temp; ${executeSnapshotSql}`);
  return parseSnapshot([results].flat().at(-1)?.rows ?? []);
}

function toLines({ change, kind, id, fields }: SchemaDifference): readonly string[] {
  switch (change) {
    case 'added':
      return [`+ ${kind} ${id}`];
    case 'removed':
      return [`- ${kind} ${id}`];
    default: {
      const sign = change === 'changed' ? '~' : change;
      return fields.map(({ path }) => `${sign} ${kind} ${id}: ${path.join('.')}`);
    }
  }
}

function readTestdata(name: string): string {
  return readFileSync(join(__dirname, 'testdata', name), 'utf8');
}

function parseMutations(text: string): readonly Mutation[] {
  const [, ...entries] = text.trimEnd().split('\n\n');
  return entries.map((entry) => {
    const [title = '', ...lines] = entry.split('\n');
    const reports = lines.filter((line) => line.startsWith('--> '));
    const [name, majors] = parseMajors(title.slice('-- '.length));
    return {
      name,
      majors,
      sql: lines.filter((line) => !line.startsWith('--')).join('\n'),
      reported: reports.map((report) => {
        const [line, range] = parseMajors(report.slice('--> '.length));
        return { line, majors: range };
      }),
    };
  });
}

/** `text [15+]` and `text [-14]`; every major without a range. */
function parseMajors(text: string): readonly [string, Majors] {
  const [, start = text, last = '99', first = '0'] = /^(.*?)(?: \[(?:-(\d+)|(\d+)\+)\])?$/.exec(text) ?? [];
  return [start, { first: Number(first), last: Number(last) }];
}

function isWithin({ first, last }: Majors, major: number): boolean {
  return first <= major && major <= last;
}

import { Client, DatabaseError } from 'pg';
import { isWithin, readBaseSchema, readToldChanges, subscriptionSql } from '../../../testing/schemas/schema-changes';
import { givenMajor } from '../../../testing/servers/test-majors';
import { startTestServer, type TestServer } from '../../../testing/servers/test-server';
import { defaultMajor } from '../../adapters/embedded/binaries/majors';
import type { CatalogRow } from '../../ports';
import { describeDifferences } from '../describe-differences';
import { diffSchemas } from '../diff';
import { parseSnapshot } from '../parse-snapshot';
import { executeSnapshotSql, prepareSnapshotSql } from '../prepared-snapshot';
import { type Mend, mendSchema, orderStatements } from '.';

const major = givenMajor() ?? defaultMajor;
const all = readToldChanges().filter((change) => isWithin(change.majors, major) && change.reported.length > 0);

/** Changes that must be mended whole, by their names in `mutations.sql`. */
const simple: ReadonlySet<string> = new Set([
  ...['a column is added', 'a column is dropped', 'the type of a column', 'a default', 'not null'],
  ...['an index that is dropped', 'the predicate of an index', 'a check', 'what a foreign key does on delete'],
  ...[
    'the body of a function',
    'a setting of a function',
    'the query of a view',
    'a policy expression',
    'when a trigger fires',
  ],
  ...[
    'a trigger that is disabled',
    'a grant on a table',
    'a grant option',
    'a grant on a column',
    'a comment on a table',
  ],
  ...[
    'the owner of a table',
    'the step of a sequence',
    'row security switched off',
    'row security forced',
    'an extension',
  ],
  ...[
    'a table',
    'a schema',
    'a rule',
    'security_invoker of a view',

    'extended statistics',
    'a grant on a function of the system',
    'a publication',
  ],
]);

/** `npm run test:snapshots` plays every change, both ways; `npm test` the simple ones and every fifth other. */
const isPlayed = (name: string, place: number) =>
  process.env.PGRESTIFY_SNAPSHOT_CHANGES === 'all' || simple.has(name) || place % 5 === 0;
const played = all.filter(({ name }, place) => isPlayed(name, place));

/** Changes that rows or an extension keep from being mended, and the SQLSTATE of that. */
const refusals: ReadonlyMap<string, string> = new Map([
  ['takes back a function that becomes a member of an extension', '42723'],
  ['makes a sequence that cycles, its bounds, type, cache and start', '22023'],
]);

describe('mending on a real server', () => {
  let server: TestServer;
  let client: Client;
  let base: readonly CatalogRow[];

  beforeAll(async () => {
    server = await startTestServer({ major });
    client = new Client(await server.createDatabase());
    await client.connect();
    await client.query('CREATE ROLE drift_r; CREATE ROLE drift_super SUPERUSER');
    await client.query(`${readBaseSchema()} ${subscriptionSql}`);
    await client.query(prepareSnapshotSql(major * 10_000));
    base = await readPrepared();
  });
  afterAll(async () => {
    await client.query('DROP SUBSCRIPTION su');
    await client.end();
    await server.stop();
  });
  afterEach(() => client.query('ROLLBACK'));

  it('knows every change that is to be simple', () => {
    expect([...simple].filter((name) => !all.some((change) => change.name === name))).toEqual([]);
  });

  it.each(played.map(({ name, sql }) => ({ title: `takes back ${name}`, sql })))('$title', async ({ title, sql }) => {
    await client.query(`BEGIN; SET LOCAL search_path = public; ${sql}`);
    const changed = await readPrepared();
    await expectMended(title, base, changed);
  });

  it.each(played.map(({ name, sql }) => ({ title: `makes ${name}`, sql })))('$title', async ({ title, sql }) => {
    await client.query(`BEGIN; SET LOCAL search_path = public; SAVEPOINT unchanged; ${sql}`);
    const changed = await readPrepared();
    await client.query('ROLLBACK TO unchanged');
    await expectMended(title, changed, base);
  });

  /** All that is simple is gone afterwards, and nothing of it is refused unless it leans on what is not simple. */
  async function expectMended(
    title: string,
    expected: readonly CatalogRow[],
    actual: readonly CatalogRow[],
  ): Promise<void> {
    const mends = mendSchema(diffSchemas(expected, actual), { expected, actual });
    const known = unmendedObjects(mends);
    const refused: string[] = [];
    const refusal = refusals.get(title);
    expect({ simple: simple.has(title.replace(/^(takes back|makes) /, '')), unmended: [...known] }).not.toMatchObject({
      simple: true,
      unmended: [expect.anything()],
    });
    await client.query('SET search_path = public');
    for (const { sql } of orderStatements(mends)) {
      if (known.size === 0 && refusal === undefined) await client.query(sql);
      else refused.push(...(await tryOut(sql)));
    }
    if (refusal !== undefined) expect(refused).toEqual([refusal]);
    if (refused.length > 0) return;
    const left = diffSchemas(expected, await readPrepared()).filter(
      ({ severity, kind, id }) => severity === 'drift' && !known.has(`${kind} ${id}`),
    );
    expect(describeDifferences(left)).toBe('');
  }

  /** The SQLSTATE with which the server refuses it. */
  async function tryOut(sql: string): Promise<readonly string[]> {
    await client.query('SAVEPOINT mended');
    try {
      await client.query(sql);
      return [];
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      await client.query('ROLLBACK TO mended');
      return [`${error.code}`];
    }
  }

  /** Prepared, since planning takes longer than reading so small a schema; with the path that it was planned for. */
  async function readPrepared(): Promise<readonly CatalogRow[]> {
    const results = await client.query(`SET search_path = pg_catalog, pg_temp; ${executeSnapshotSql}`);
    return parseSnapshot([results].flat().at(-1)?.rows ?? []);
  }
});

/** Those with a property that no statement mends, and those that come or go with them. */
function unmendedObjects(mends: readonly Mend[]): ReadonlySet<string> {
  const names = mends.flatMap(({ difference: { kind, id }, unmended }) =>
    unmended.length > 0 ? [`${kind} ${id}`] : [],
  );
  const carried = mends.flatMap(({ difference: { kind, id }, with: carrier }) =>
    carrier !== undefined && names.includes(carrier) ? [`${kind} ${id}`] : [],
  );
  return new Set([...names, ...carried]);
}

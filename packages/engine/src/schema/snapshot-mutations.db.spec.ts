import { Client } from 'pg';
import { type ChangeForm, changesOfForm } from '../../testing/schemas/object-kinds';
import {
  differsByMajor,
  isWithin,
  readBaseSchema,
  readToldChanges,
  subscriptionSql,
} from '../../testing/schemas/schema-changes';
import { testMajors } from '../../testing/servers/test-majors';
import { startTestServer, type TestServer } from '../../testing/servers/test-server';
import type { CatalogRow } from '../ports';
import {
  diffSchemas,
  executeSnapshotSql,
  fingerprintSchema,
  parseSnapshot,
  prepareSnapshotSql,
  type SchemaDifference,
} from '.';

const changes = readToldChanges();

/**
 * The oldest and the newest major play every change, and so does a given server. Those between play the changes that
 * name majors: the others are left out there, so that they are not counted. `npm run test:snapshots` plays all on each.
 */
const suites = testMajors(14, 15, 16, 17, 18).map((major, index, { length }) => {
  const isBetween = 0 < index && index < length - 1 && process.env.PGRESTIFY_SNAPSHOT_CHANGES !== 'all';
  return { major, played: isBetween ? 'the changes that name majors' : 'every change', isBetween };
});

describe.each(suites)('the snapshot on PostgreSQL $major, $played', ({ major, isBetween }) => {
  const known = changes.filter((change) => isWithin(change.majors, major) && (!isBetween || differsByMajor(change)));
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

  it.each<readonly [ChangeForm, string]>([
    ['comment', 'comment'],
    ['owner', 'owner'],
    ['extension', 'dependsOnExtensions'],
    ['grant', 'grants'],
  ])('sees the %s of every kind of object that takes it', async (form, property) => {
    const made = changesOfForm(form);
    await client.query(`BEGIN; SET LOCAL search_path = public; ${made.map(({ sql }) => sql).join('\n')}`);
    const told = diffSchemas(base, await readPrepared(client)).flatMap(({ fields }) =>
      fields.filter(({ path }) => path.includes(property) || path[0] === 'attributes'),
    );
    expect(told).toHaveLength(made.length);
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

import { Client } from 'pg';
import fc from '../../../testing/properties';
import { changesOfForm } from '../../../testing/schemas/object-kinds';
import {
  isWithin,
  readBaseSchema,
  readFarReachingChanges,
  readToldChanges,
} from '../../../testing/schemas/schema-changes';
import { testMajors } from '../../../testing/servers/test-majors';
import type { TestDatabase } from '../../../testing/servers/test-server';
import { useServer } from '../../../testing/servers/use-database';
import type { CatalogRow } from '../../ports';
import { openSession } from '../../postgres/connection/connect';
import { executeSnapshotSql, parseSnapshot, prepareSnapshotSql } from '../../schema';
import { describeUnits, parseKeptUnits } from '../../schema/changes/schema-units';
import { SnapshotSession } from './snapshot-session';

const far = readFarReachingChanges();
const forms = (['comment', 'owner', 'name', 'schema', 'extension', 'grant'] as const).flatMap(changesOfForm);

/** `npm run test:snapshots` plays every change there is, on every major, in its order and in others. */
const playsAll = process.env.PGRESTIFY_SNAPSHOT_CHANGES === 'all';
const majors = testMajors(...(playsAll ? ([14, 15, 16, 17, 18] as const) : ([14, 18] as const)));

describe.each(majors)('a snapshot that reads what changed, on PostgreSQL %i', (major) => {
  const server = useServer({ major });
  const changes = [...readToldChanges().filter((change) => isWithin(change.majors, major)), ...forms]
    // A database with a subscription cannot be dropped, nor can its statements be in a transaction.
    .flatMap(({ sql }) => (sql.includes('SUBSCRIPTION') ? [] : [sql]));
  const played = playsAll ? [...changes, ...far.changes] : far.changes;

  it('is the schema after each of many changes', () => play(played, server.createDatabase()));

  it('is the schema after them in any order', async () => {
    const all = [...changes, ...far.changes];
    const others = fc.shuffledSubarray(all, { minLength: 20, maxLength: playsAll ? all.length : 30 });
    await fc.assert(
      fc.asyncProperty(others, (sequence) => play(sequence, server.createDatabase())),
      { numRuns: playsAll ? 2 : 1, endOnFailure: true },
    );
  });

  it('reads again what was written, and what it shows in, and nothing else', async () => {
    const { writer, snapshots, close } = await connect(await server.createDatabase());
    await writer.query(`CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE others (id int PRIMARY KEY);
      CREATE VIEW names AS SELECT id FROM users;`);
    const before = await snapshots.snapshot();
    await writer.query('ALTER TABLE users ADD COLUMN name text');
    const after = await snapshots.snapshot();
    const read = after.filter((row) => !before.includes(row)).map(({ kind, id }) => `${kind} ${id}`);
    expect(read.filter((name) => !name.startsWith('constraint not null')).sort()).toEqual([
      'constraint users_pkey on public.users',
      'index public.users_pkey',
      'table public.users',
      'view public.names',
    ]);
    await close();
  });

  it('goes on from a schema that was written down, and reads what is written after', async () => {
    const database = await server.createDatabase();
    const first = await connect(database);
    await first.writer.query('CREATE TABLE users (id int PRIMARY KEY); CREATE VIEW names AS SELECT id FROM users;');
    const units = parseKeptUnits(describeUnits(await first.snapshots.units()));
    await first.close();
    const { writer, snapshots, close } = await connect(database);
    await snapshots.open(units);
    await writer.query('ALTER TABLE users ADD COLUMN name text; DROP VIEW names; CREATE TABLE others (id int)');
    const known = new Set([...(units?.values() ?? [])].flat());
    const after = await snapshots.snapshot();
    expect(after.filter((row) => known.has(row)).length).toBeGreaterThan(0);
    const reader = await connect(database);
    expect(sorted(after)).toEqual(sorted(await reader.snapshots.snapshot()));
    await reader.close();
    await close();
  });

  it('lets go of what CREATE INDEX CONCURRENTLY would wait for', async () => {
    const { writer, snapshots, close } = await connect(await server.createDatabase());
    await writer.query('CREATE TABLE users (id int)');
    await snapshots.snapshot();
    await snapshots.letGo();
    await writer.query("SET lock_timeout = '5s'");
    await writer.query('CREATE INDEX CONCURRENTLY ON users (id)');
    expect((await snapshots.snapshot()).map(({ kind }) => kind)).toContain('index');
    await close();
  });

  it('reads all when a script took the right to read every catalog', async () => {
    const { writer, snapshots, close } = await connect(await server.createDatabase(), 'reader');
    await snapshots.snapshot();
    await writer.query('ALTER ROLE reader NOSUPERUSER; CREATE TABLE users (id int)');
    expect((await snapshots.snapshot()).map(({ id }) => id)).toContain('public.users');
    await close();
  });
});

/** Commits the changes one by one, those that fail left out, and compares with the whole schema after each. */
async function play(sequence: readonly string[], made: Promise<TestDatabase>): Promise<void> {
  const { writer, snapshots, close } = await connect(await made);
  const version = await writer.query<{ server_version_num: string }>('SHOW server_version_num');
  await writer.query(`${readBaseSchema()} ${far.baseSql}`);
  const reader = new Client(await made);
  await reader.connect();
  await reader.query(prepareSnapshotSql(Number(version.rows[0]?.server_version_num)));
  await snapshots.snapshot();
  for (const sql of sequence) {
    await writer.query(`BEGIN; SET LOCAL search_path = public; ${sql}; COMMIT`).catch(() => writer.query('ROLLBACK'));
    const read = await snapshots.snapshot();
    const whole = parseSnapshot((await reader.query(executeSnapshotSql)).rows);
    expect({ sql, rows: sorted(read) }).toEqual({ sql, rows: sorted(whole) });
  }
  await reader.end();
  await close();
}

async function connect(database: TestDatabase, role = 'drift_super') {
  const writer = new Client(database);
  await writer.connect();
  for (const name of ['drift_r', role]) {
    await writer.query(`CREATE ROLE ${name} SUPERUSER LOGIN PASSWORD '${name}'`).catch(() => {});
  }
  const user = { user: role, password: role };
  const snapshots = new SnapshotSession(() =>
    openSession(
      { kind: 'server', ...database, ...user, ssl: undefined },
      { applicationName: 'test', connectTimeoutMs: 5_000 },
    ),
  );
  const close = async () => {
    await snapshots.close();
    await writer.end();
  };
  return { writer, snapshots, close };
}

function sorted(rows: readonly CatalogRow[]): readonly string[] {
  return rows.map(({ kind, id, definition }) => JSON.stringify([kind, id, definition])).sort();
}

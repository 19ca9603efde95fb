import { Client } from 'pg';
import { eventually } from '../eventually';
import { compileSources } from '../processes/compiled-sources';
import { createTestProject, type TestProject } from '../projects/test-project';
import { startTestServer, type TestDatabase } from '../servers/test-server';
import { rehearsalPhases, rehearseUntil } from './rehearse-until';

/** As pgbench's accounts at scale 70: about a gigabyte. */
const rows = Number(process.env.PGRESTIFY_REHEARSAL_ROWS ?? 7_000_000);

/** By the server itself; by pg_dump, for which this machine's has to be as new. */
const ways = [
  { way: 'template', major: 18 },
  { way: 'dump', major: 15 },
] as const;

/**
 * `npm run rehearse:large`: a database of a gigabyte, rehearsed with its rows in both ways of a copy; what the server counted
 * in the source meanwhile; and the process killed at each phase, after which the next rehearsal leaves nothing. With
 * `-- template` or `-- dump` in that way alone.
 */
async function main(): Promise<void> {
  const [asked] = process.argv.slice(2);
  for (const { way, major } of ways.filter((each) => asked === undefined || each.way === asked)) {
    const server = await startTestServer({ major, storage: 'disk', settings: { max_wal_size: '4GB' } });
    const project = createTestProject(await server.createDatabase('large'));
    const database = {
      host: server.host,
      port: server.port,
      user: server.user,
      password: server.password,
      database: 'large',
    };
    try {
      await fill(project, database);
      await rehearseLarge(way, project, database);
    } finally {
      project.dispose();
      await server.stop();
    }
  }
}

async function fill(project: TestProject, database: TestDatabase): Promise<void> {
  project.migration(
    '001_accounts',
    'CREATE TABLE accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84));',
    'DROP TABLE accounts;',
  );
  await project.migrate();
  await query(database, `INSERT INTO accounts SELECT g, g % 70, 0, '' FROM generate_series(1, ${rows}) g`);
  await query(database, 'VACUUM ANALYZE accounts; CHECKPOINT');
  project.migration(
    '002_index',
    'ALTER TABLE accounts ADD COLUMN note text; CREATE INDEX accounts_bid ON accounts (bid);',
    'DROP INDEX accounts_bid; ALTER TABLE accounts DROP COLUMN note;',
  );
}

async function rehearseLarge(way: 'template' | 'dump', project: TestProject, database: TestDatabase): Promise<void> {
  // While somebody is connected, the server makes no copy.
  const application = new Client({ ...database, application_name: 'the application' });
  application.on('error', () => {}); // of a server that stops
  if (way === 'dump') await application.connect();
  const before = await readSource(database);
  const start = performance.now();
  const { outcome, rehearsal } = await project.migrate({ test: true, withData: 'raw' });
  const seconds = inSeconds(performance.now() - start);
  const { sizeBytes = 0, durationMs = 0, kind = 'none' } = rehearsal?.copy ?? {};
  const [script] = rehearsal?.scripts ?? [];
  console.log(
    [
      `${way}: ${outcome} in ${seconds} s by ${kind}`,
      `copy of ${inMegabytes(sizeBytes)} MB in ${inSeconds(durationMs)} s`,
      `up ${inSeconds(script?.up.durationMs ?? 0)} s, down ${inSeconds(script?.down?.durationMs ?? 0)} s, up again ${inSeconds(script?.upAgain?.durationMs ?? 0)} s`,
      `grows by ${inMegabytes(script?.up.measured?.growthBytes ?? 0)} MB`,
      `rows written to the source: ${(await readSource(database)) === before ? 'none' : 'SOME'}`,
    ].join('; '),
  );
  await killAtEachPhase(project, database, kind);
  if (way === 'dump') await application.end();
  if (outcome !== 'succeeded' || kind !== way) process.exitCode = 1;
}

async function killAtEachPhase(project: TestProject, database: TestDatabase, kind: string): Promise<void> {
  const sources = compileSources(['src', 'testing']);
  const before = await readSource(database);
  try {
    for (const phase of rehearsalPhases) {
      const task = { settings: project.settings, options: { withData: 'raw' } };
      const ended = await rehearseUntil(phase, task, sources);
      await eventually('nobody makes a scratch database', async () => (await countMakers(database)) === 0);
      const left = await scratchNames(database);
      const start = performance.now();
      const { outcome } = await project.migrate({ test: true });
      const after = await scratchNames(database);
      const isSame = (await readSource(database)) === before;
      const seconds = inSeconds(performance.now() - start);
      console.log(
        `${kind}, ${ended} at "${phase}": ${left.length} left; the next ${outcome} in ${seconds} s, ${after.length} left; source ${isSame ? 'as it was' : 'CHANGED'}`,
      );
      if (outcome !== 'succeeded' || after.length > 0 || !isSame) process.exitCode = 1;
    }
  } finally {
    sources.dispose();
  }
}

/** What the server counts as written there, and its rows. */
async function readSource(database: TestDatabase): Promise<string> {
  const [counted] = await query(
    { ...database, database: 'postgres' },
    "SELECT tup_inserted, tup_updated, tup_deleted FROM pg_stat_database WHERE datname = 'large'",
  );
  return JSON.stringify(counted);
}

async function scratchNames(database: TestDatabase): Promise<readonly unknown[]> {
  return query(
    { ...database, database: 'postgres' },
    "SELECT datname FROM pg_database WHERE datname LIKE 'pgrestify_scratch_%'",
  );
}

async function countMakers(database: TestDatabase): Promise<number> {
  const [row] = await query(
    { ...database, database: 'postgres' },
    "SELECT count(*)::int AS makers FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%'",
  );
  return Number(row?.makers);
}

async function query(database: TestDatabase, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(database);
  await client.connect();
  try {
    let rows: readonly Record<string, unknown>[] = [];
    for (const statement of sql.split('; ')) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

const inSeconds = (durationMs: number) => (durationMs / 1_000).toFixed(1);
const inMegabytes = (bytes: number) => Math.round(bytes / 1_000_000);

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

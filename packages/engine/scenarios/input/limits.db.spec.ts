import { join } from 'node:path';
import { migrate } from '../../src/commands/migrate/migrate';
import type { MigrationEvent } from '../../src/events';
import { openPorts } from '../../src/open/open-ports';
import type { SqlFiles } from '../../src/ports';
import { describeEvent } from '../../src/reporters/text';
import { writeLargeScript } from '../../testing/limits/large-script';
import { measureMigrate } from '../../testing/limits/measured-run';
import { useClient, useDatabase, useProject, useProxy, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const proxy = useProxy(server);
const project = useProject(() => ({ ...database, port: proxy.port }));
const client = useClient(database);

async function count(from: string): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::int AS n FROM ${from}`);
  return rows[0].n;
}

// `npm run limits` does the same with a gigabyte.
it('applies a script of 100 MB in less than 200 MB of memory', async () => {
  const rows = writeLargeScript(join(project.settings.migrationsPath, '001_big', 'up.sql'), 100_000_000);
  const { outcome, peakBytes } = await measureMigrate(project.settings);
  expect(outcome).toBe('succeeded');
  expect(peakBytes).toBeLessThan(200 * 1024 * 1024);
  expect(await count('big')).toBe(rows);
});

it('throws away what queries of a script return, 250 MB of it, as it comes', async () => {
  const big = (bytes: number) => `FROM generate_series(1, ${bytes / 1000})`;
  project.migration(
    '001_loud',
    `CREATE TABLE t (s text);
SELECT repeat('x', 1000) ${big(150_000_000)};
INSERT INTO t SELECT repeat('x', 1000) ${big(50_000_000)} RETURNING s;
COPY (SELECT repeat('x', 1000) ${big(50_000_000)}) TO STDOUT;`,
  );
  const { outcome, peakBytes } = await measureMigrate(project.settings);
  expect(outcome).toBe('succeeded');
  expect(peakBytes).toBeLessThan(200 * 1024 * 1024);
});

it('reads a script over 8 MB once to look what is wrong in it, and else only for its checksum and to send it', async () => {
  const path = join(project.settings.migrationsPath, '001_big', 'up.sql');
  writeLargeScript(path, 9_000_000);
  const ports = openPorts(project.settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
  const counted = countPieces(ports.files);
  // As most scripts are: not written a moment ago.
  while (ports.files.stamp(path)?.age === 'fresh');
  const { outcome } = await migrate(project.settings, {}, { ...ports, files: counted.files });
  await ports.close();
  expect(outcome).toBe('succeeded');
  // Planned before the lock, and again under it, from memory. It is sent through the ports' own files.
  expect(counted.readings()).toBe(2);
});

it('applies what a script holds under the lock, though it was written to its old size after the plan was made', async () => {
  project.migration('001_a', 'CREATE TABLE before ();');
  project.migration('002_b', 'SELECT 1;');
  let waitedMs = 0;
  const report = ({ type }: MigrationEvent) => {
    if (type !== 'lock-acquired') return;
    project.migration('001_a', 'CREATE TABLE behind ();');
    // What was read less than a second ago is not looked at again.
    waitedMs = 1_001;
  };
  const ports = openPorts(project.settings, { reporter: { report }, signal: new AbortController().signal });
  const path = join(project.settings.migrationsPath, '002_b', 'up.sql');
  while (ports.files.stamp(path)?.age === 'fresh');
  const counted = countReads(ports.files);
  const clock = { ...ports.clock, monotonicMs: () => ports.clock.monotonicMs() + waitedMs };
  const { outcome } = await migrate(project.settings, {}, { ...ports, clock, files: counted.files });
  await ports.close();
  expect(outcome).toBe('succeeded');
  expect(await count('behind')).toBe(0);
  expect(await count("pgrestify.migrations WHERE up_text LIKE '%behind%'")).toBe(1);
  expect(counted.reads()).toBe(3);
});

it('passes on the first 100 of 100,000 notices, and says that there are more', async () => {
  project.migration('001_loud', "DO $$ BEGIN FOR n IN 1..100000 LOOP RAISE NOTICE 'row %', n; END LOOP; END $$;");
  expect((await project.migrate()).outcome).toBe('succeeded');
  const notices = project.events.filter(({ type }) => type === 'server-notice');
  expect(notices).toHaveLength(101);
  expect(project.events.map(describeEvent).join('\n').length).toBeLessThan(10_000);
});

describe('10,000 migrations', () => {
  it('cost a round trip and one read of each of their files, and one of up.sql when they are applied', async () => {
    for (let at = 1; at <= 10_000; at += 1) {
      project.migration(String(at).padStart(5, '0'), 'SELECT 1;', 'SELECT 2;');
    }
    const applied = await costOf();
    expect(applied).toEqual({ outcome: 'succeeded', roundTrips: expect.any(Number), reads: expect.any(Number) });
    expect(applied.roundTrips).toBeLessThanOrEqual(10_000 + 12);
    expect(applied.reads).toBeLessThanOrEqual(2 * 10_000); // planned before the lock, and again under it from memory
    const again = await costOf();
    expect(again.outcome).toBe('nothing-to-do');
    expect(again.roundTrips).toBeLessThanOrEqual(6);
    expect(again.reads).toBeLessThanOrEqual(10_000);
    expect(await count("pgrestify.migrations WHERE outcome = 'applied'")).toBe(10_000);
  });

  async function costOf(): Promise<{ readonly outcome: string; readonly roundTrips: number; readonly reads: number }> {
    const before = proxy.traffic().roundTrips;
    const ports = openPorts(project.settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
    const counted = countReads(ports.files);
    const { outcome } = await migrate(project.settings, {}, { ...ports, files: counted.files });
    await ports.close();
    return { outcome, roundTrips: proxy.traffic().roundTrips - before, reads: counted.reads() };
  }
});

function countReads(files: SqlFiles): { readonly files: SqlFiles; reads(): number } {
  let reads = 0;
  const read: SqlFiles['read'] = (path) => {
    reads += 1;
    return files.read(path);
  };
  return { files: { ...files, read }, reads: () => reads };
}

/** Counts how often a script over 8 MB is read. */
function countPieces(files: SqlFiles): { readonly files: SqlFiles; readings(): number } {
  let readings = 0;
  const pieces: SqlFiles['pieces'] = (path) => {
    readings += 1;
    return files.pieces(path);
  };
  return { files: { ...files, pieces }, readings: () => readings };
}

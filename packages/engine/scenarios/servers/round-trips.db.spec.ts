import { useDatabase, useProject, useProxy, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const proxy = useProxy(server);
const project = useProject(() => ({ ...database, port: proxy.port }));

/** Round trips and connections of what `body` does. */
async function costOf(
  body: () => Promise<unknown>,
): Promise<{ readonly roundTrips: number; readonly connections: number }> {
  const before = { roundTrips: proxy.traffic().roundTrips, connections: proxy.connections().length };
  await body();
  return {
    roundTrips: proxy.traffic().roundTrips - before.roundTrips,
    connections: proxy.connections().length - before.connections,
  };
}

it.each([1, 100, 1_000])(
  'applies %i migrations in at most as many round trips and 12 more, on 2 connections',
  async (count) => {
    for (let at = 1; at <= count; at += 1) {
      project.migration(String(at).padStart(5, '0'), `CREATE VIEW v${at} AS SELECT ${at};`, `DROP VIEW v${at};`);
    }
    const cost = await costOf(() => project.migrate());
    expect(cost.roundTrips).toBeLessThanOrEqual(count + 12);
    expect(cost.roundTrips).toBeGreaterThan(count);
    expect(cost.connections).toBe(2);
    expect((await project.status()).migrations.filter(({ state }) => state === 'applied')).toHaveLength(count);
  },
  120_000,
);

it('finds nothing to do in at most 6 round trips on one connection', async () => {
  project.migration('001_t', 'CREATE TABLE t ()');
  await project.migrate();
  const cost = await costOf(() => project.migrate());
  expect(cost).toEqual({ roundTrips: expect.any(Number), connections: 1 });
  expect(cost.roundTrips).toBeLessThanOrEqual(6);
});

it('applies one pending migration after 200 in no more round trips than after none', async () => {
  project.migration('000', 'CREATE TABLE t ()');
  const first = await costOf(() => project.migrate());
  for (let at = 1; at <= 200; at += 1) {
    project.migration(String(at).padStart(3, '0'), `CREATE VIEW v${at} AS SELECT ${at}`);
  }
  await project.migrate();
  project.migration('201', 'CREATE TABLE u ()');
  const last = await costOf(() => project.migrate());
  expect(last.roundTrips).toBeLessThanOrEqual(first.roundTrips);
});

it('asks about the tables of a run once before it and once under the lock, and only with --no-lock', async () => {
  project.migration('000', 'CREATE TABLE t (a int, b int)');
  await project.migrate();
  const costWith = async (id: string, sql: string, lock: boolean) => {
    project.migration(id, sql);
    return (await costOf(() => project.migrate({ lock }))).roundTrips;
  };
  const usual = await costWith('001', 'ALTER TABLE t ALTER a SET NOT NULL', true);
  expect(await costWith('002', 'ALTER TABLE t ALTER b SET NOT NULL; CREATE INDEX ON t (b)', false)).toBe(usual + 2);
  expect(await costWith('003', 'CREATE VIEW v AS SELECT 1', false)).toBe(usual);
});

it('reads status on one connection', async () => {
  project.migration('001_t', 'CREATE TABLE t ()');
  expect((await costOf(() => project.status())).connections).toBe(1);
});

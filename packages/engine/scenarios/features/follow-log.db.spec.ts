import { followLog } from '../../src/commands/status/follow-log';
import { status } from '../../src/commands/status/status';
import type { HistoryEvent } from '../../src/history/history';
import { openPorts } from '../../src/open/open-ports';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const project = useProject(database, { development: true });
const client = useClient(database);

/** Follows the log while these things are done, one between each two looks at it; what is told after each of them. */
async function followWhile(...deeds: readonly (() => Promise<unknown>)[]): Promise<readonly (readonly string[])[]> {
  const stopping = new AbortController();
  const real = openPorts(project.settings, { reporter: { report: () => {} }, signal: stopping.signal });
  const left = [...deeds];
  const sleep = async () => {
    const next = left.shift();
    if (next) await next();
    else stopping.abort();
    told.push([]);
  };
  const told: string[][] = [];
  const ports = { ...real, clock: { ...real.clock, sleep } };
  const onEvents = (events: readonly HistoryEvent[]) => {
    told.at(-1)?.push(...events.map(({ action, id, outcome }) => [action, id, outcome].filter(Boolean).join(' ')));
  };
  try {
    const known = await status(project.settings, { logs: true }, ports);
    await followLog({ options: {}, known, onEvents }, ports);
  } finally {
    await ports.close();
  }
  return told.slice(0, deeds.length);
}
describe('following the log', () => {
  it('tells of each event once, oldest first, beginning with those of a first run', async () => {
    project.migration('001_a', 'CREATE TABLE a ()', 'DROP TABLE a');
    const nothing = async () => {};
    const told = await followWhile(
      nothing,
      () => project.migrate(),
      nothing,
      () => project.rollback(),
    );
    expect(told).toEqual([[], ['up 001_a succeeded', 'run succeeded'], [], ['down 001_a succeeded', 'run succeeded']]);
  });

  it('leaves out what was done before', async () => {
    project.migration('001_a', 'CREATE TABLE a ()');
    await project.migrate();
    project.migration('002_b', 'SELECT nonsense');
    expect(await followWhile(() => project.migrate())).toEqual([['up 002_b failed', 'run failed']]);
  });

  it('goes on in the history that a reset begins, where events are counted anew', async () => {
    project.migration('001_a', 'CREATE TABLE a ()');
    await project.migrate();
    const told = await followWhile(
      () => project.migrate({ reset: true, confirm: true }),
      () => project.rollback({ to: '0', allowIrreversible: true }),
    );
    expect(told[0]).toEqual(['reset succeeded', 'up 001_a succeeded', 'run succeeded']);
    expect(told[1]).toEqual(['skip 001_a succeeded', 'run succeeded']);
  });

  it('bears with a history that is gone for a while, and then ends with its error', async () => {
    project.migration('001_a', 'CREATE TABLE a ()');
    await project.migrate();
    const following = followWhile(
      ...Array.from({ length: 12 }, () => async () => {
        await client.query('DROP TABLE IF EXISTS pgrestify.migration_events');
      }),
    );
    await expect(following).rejects.toMatchObject({ code: 'HISTORY_FOREIGN' });
  });
});

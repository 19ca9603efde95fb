import { readFileSync } from 'node:fs';
import {
  eventually,
  processesIn,
  startTestServer,
  startWireProxy,
  type TestDatabase,
  type TestServer,
  type WireProxy,
} from '@pgrestify/engine/testing';
import { registerPlugin, writeMigration, writeProject } from './harness/project';
import { query, urlOf } from './harness/query';
import type { StartedProcess } from './harness/start-process';
import { nxVersions } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

// A notice is sent to the client at once, so a script can say where it is while it runs.
// Were the table kept, the next run would fail at it.
const slow = `CREATE TABLE half_done ();
DO $$BEGIN RAISE NOTICE 'falls asleep'; PERFORM pg_sleep(600); END$$;
`;
const awake = 'SELECT 1;\n';

const reportPath = 'reports/run.json';

/** Waits, without a fixed time, until nobody else in the cluster sleeps. */
const patient = `CREATE TABLE patient ();
DO $$BEGIN
  RAISE NOTICE 'waits for the other';
  WHILE EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname <> current_database()) LOOP
    PERFORM pg_stat_clear_snapshot(), pg_sleep(0.05);
  END LOOP;
END$$;
`;

// How Nx ends its tasks differs between its versions.
describe.each(nxVersions)('a signal during a migration, on Nx %s', (nxVersion) => {
  let workspace: Workspace;
  let server: TestServer;
  let database: TestDatabase;
  let proxy: WireProxy;
  const env: Record<string, string> = {};

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion, plugins: 'isolated' }), startTestServer()]);
    database = await server.createDatabase();
    proxy = await startWireProxy(database);
    env.API_URL = urlOf(database);
    env.PROXY_URL = urlOf({ ...(await server.createDatabase()), port: proxy.port });
    registerPlugin(workspace);
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      config: `module.exports = {
        environments: {
          embedded: { database: { kind: 'embedded' } },
          neighbour: { database: { kind: 'embedded', database: 'neighbour' } },
          url: () => ({ database: { url: process.env.API_URL } }),
          proxy: () => ({ database: { url: process.env.PROXY_URL } }),
        },
      };\n`,
      migrations: { '0001_first': ['CREATE TABLE first ();\n'] },
    });
  });
  afterAll(async () => {
    await proxy?.close();
    await Promise.all([workspace?.dispose(), server?.stop()]);
  });

  beforeEach(() => writeMigration(workspace, 'apps/api', '0002_slow', slow));

  describe.each(['url', 'embedded'])('of the environment %s', (environment) => {
    it.each<[string, (nx: StartedProcess) => void]>([
      ['SIGINT to nx', (nx) => nx.signal('SIGINT')],
      ['SIGTERM to nx', (nx) => nx.signal('SIGTERM')],
      ['Ctrl-C in a terminal', (nx) => nx.interruptGroup()],
    ])('cancels it, keeps nothing of it, says so in the log, and leaves nothing running: %s', async (_what, send) => {
      const nx = await startSleeping(environment);
      send(nx);
      expect((await nx.ended).code).not.toBe(0);
      await eventually('nothing is left running', () => processesIn(workspace.folder).length === 0);

      expect(await sleepers()).toEqual([]);
      const { migrations, events } = await statusOf(environment);
      expect(migrations.find(({ id }) => id === '0002_slow')).toMatchObject({ state: 'pending' });
      const ofLastRun = events.filter(({ runId }) => runId === events.at(-1)?.runId);
      expect(ofLastRun.map(({ action, id, outcome }) => ({ action, id, outcome }))).toContainEqual({
        action: 'up',
        id: '0002_slow',
        outcome: 'cancelled',
      });
      expect(readReport()).toMatchObject({ outcome: 'cancelled', environment });
    });

    it('frees the lock: the next run goes through', async () => {
      writeMigration(workspace, 'apps/api', '0002_slow', awake);
      await workspace.nxOk(['run', 'api:migrate', `--configuration=${environment}`], { env });
    });
  });

  it('ends the run at once when it is sent twice, also while the server does not answer', async () => {
    const nx = await startSleeping('proxy');
    const [sleeper] = await sleepers();
    proxy.act(
      'freeze',
      proxy.connections().findIndex(({ backendPid }) => backendPid === sleeper),
    );
    const [executor] = executors();
    if (executor === undefined) throw new Error('no executor runs');
    process.kill(executor, 'SIGINT');
    // The news of it does not come back, so the run waits for them until the second one.
    await eventually('the first has cancelled the statement', async () => (await sleepers()).length === 0);
    process.kill(executor, 'SIGINT');
    const { code, output } = await nx.ended;
    expect(code).not.toBe(0);
    expect(output).not.toContain('Cancelled');
    // Written at the first.
    expect(readReport()).toMatchObject({
      outcome: 'cancelled',
      isComplete: false,
      steps: [
        { id: '0001_first', outcome: 'succeeded' },
        { id: '0002_slow', outcome: 'unfinished' },
      ],
    });
  });

  it('does not disturb another task on the same embedded server', async () => {
    writeMigration(workspace, 'apps/api', '0002_slow', awake);
    writeMigration(workspace, 'apps/api', '0003_long', slow);
    const first = await startSleeping('embedded');
    writeMigration(workspace, 'apps/api', '0003_long', patient);
    const other = workspace.startNx(['run', 'api:migrate', '--configuration=neighbour'], { env });
    await other.untilItSays('waits for the other');
    first.interruptGroup();
    expect((await first.ended).code).not.toBe(0);
    const { code, output } = await other.ended;
    expect(output).toContain('applied');
    expect(code).toBe(0);
  });

  async function startSleeping(environment: string): Promise<StartedProcess> {
    const args = [`--configuration=${environment}`, `--report=${reportPath}`];
    const nx = workspace.startNx(['run', 'api:migrate', ...args], { env });
    await nx.untilItSays('falls asleep');
    return nx;
  }

  async function statusOf(environment: string): Promise<Status> {
    const output = await workspace.nxOk(['run', 'api:status', `--configuration=${environment}`, '--logs', '--json'], {
      env,
    });
    return JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '');
  }

  /** The report of the last run; throws when what is there is no whole one. */
  function readReport(): unknown {
    return JSON.parse(workspace.read(reportPath));
  }

  /** Pids of the server's processes that sleep in a script. */
  async function sleepers(): Promise<readonly unknown[]> {
    const rows = await query(database, "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    return rows.map(({ pid }) => pid);
  }

  /** Processes of Nx that run an executor in the workspace. */
  function executors(): readonly number[] {
    return processesIn(workspace.folder).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('run-executor'),
    );
  }
});

/** What these tests read of a status as JSON. */
interface Status {
  readonly migrations: readonly { readonly id: string; readonly state: string }[];
  readonly events: readonly {
    readonly runId: string;
    readonly action: string;
    readonly id?: string;
    readonly outcome: string;
  }[];
}

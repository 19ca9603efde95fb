import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { Client } from 'pg';
import { eventually } from '../../../testing/eventually';
import { startMigrateTask } from '../../../testing/processes/migrate-task';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import { docker, needingDocker } from '../../../testing/servers/docker-engine';
import { type DockerServer, startDockerServer } from '../../../testing/servers/docker-server';
import type { DockerDatabase } from '../../config/settings';
import { inspectRunning } from './find-container';
import { besideServer } from './open-docker';
import { sidecarLabel } from './sidecar';
import { openTunnel, type TunnelRoute } from './tunnel';

needingDocker(describe)('a tunnel', () => {
  let server: DockerServer;
  let route: TunnelRoute;
  let project: TestProject;

  beforeAll(async () => {
    server = await startDockerServer({ port: 'unpublished' });
    const container = await inspectRunning(server.id);
    route = { container, ...besideServer(container), port: 5432 };
  });
  beforeEach(() => {
    const source = { kind: 'container', name: server.name } as const;
    const database: DockerDatabase = {
      ...{ kind: 'docker', source, network: undefined, port: 5432 },
      ...{ database: undefined, user: undefined, password: undefined },
    };
    project = createTestProject(database);
  });
  afterEach(async () => {
    project.dispose();
    await eventually('no sidecar is left', () => sidecars().length === 0);
    server.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS pgrestify CASCADE');
  });
  afterAll(async () => {
    expect(server.crashes()).toEqual([]);
    await server.stop();
  });

  const sidecars = () =>
    docker('ps', '--all', '--quiet', '--filter', `label=${sidecarLabel}=${server.id}`).split('\n').filter(Boolean);

  async function connect(over = openTunnel(route)): Promise<Client> {
    const { user, password, database } = server;
    const client = new Client({ user, password, database, ssl: false, stream: () => over });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  it('brings a result of 50 MB, and a parameter of 50 MB', async () => {
    const client = await connect();
    const { rows } = await client.query("SELECT repeat('x', 1000) AS text FROM generate_series(1, 50000)");
    expect(rows).toHaveLength(50_000);
    expect(rows.every(({ text }) => text.length === 1_000)).toBe(true);
    const { rows: lengths } = await client.query('SELECT length($1::text) AS n', ['y'.repeat(50_000_000)]);
    expect(lengths).toEqual([{ n: 50_000_000 }]);
    await client.end();
  });

  it('reads no further than its reader does', async () => {
    const tunnel = openTunnel(route) as ReturnType<typeof openTunnel> & { readonly bytesRead: number };
    const client = await connect(tunnel);
    const result = client.query("SELECT repeat('x', 1000) AS text FROM generate_series(1, 50000)");
    await once(tunnel, 'data');
    tunnel.pause();
    // The server waits for somebody to read, and goes on waiting.
    await eventually('the server waits for its client', () => isWriting() && isWriting());
    expect(tunnel.bytesRead).toBeLessThan(20_000_000);
    tunnel.resume();
    expect((await result).rows).toHaveLength(50_000);
    await client.end();
  });

  const isWriting = () =>
    server.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'ClientWrite' AND query LIKE '%repeat%'") ===
    '1';

  it('runs 200 migrations, a concurrent index and a COPY block', async () => {
    for (let at = 1; at <= 200; at += 1) {
      project.migration(String(at).padStart(3, '0'), `CREATE TABLE t${at} (id int);`, `DROP TABLE t${at};`);
    }
    project.migration('201', 'COPY t1 FROM stdin;\n1\n2\n\\.\n');
    project.migration('202', 'CREATE INDEX CONCURRENTLY i ON t1 (id);', 'DROP INDEX CONCURRENTLY i;');
    const { outcome, steps } = await project.migrate();
    expect([outcome, steps.length]).toEqual(['succeeded', 202]);
    expect(
      server.query("SELECT count(*), bool_and(indisvalid) FROM t1, pg_index WHERE indexrelid = 'i'::regclass"),
    ).toBe('2|t');
  });

  it('is passed by in a backup, which pg_dump of the image takes, and which a person restores', async () => {
    project.migration('001', 'CREATE TABLE t (id int);\nINSERT INTO t VALUES (7);', 'DROP TABLE t;');
    await project.migrate();
    project.migration('002', 'DROP TABLE t;');
    expect((await project.migrate({ backup: true })).outcome).toBe('succeeded');
    const commands = project.events.map((event) => event.type === 'run-finished' && event.backup?.restoreCommand);
    execFileSync('sh', ['-c', commands.find(Boolean) || 'exit 9'], { stdio: 'pipe' });
    expect(server.query('SELECT id FROM t', 'shop_restored')).toBe('7');
    server.query('DROP DATABASE shop_restored');
  });

  it('ends with a task that is killed: its session and its locks are gone within 5 seconds', async () => {
    project.migration('001', 'CREATE TABLE t (); SELECT pg_sleep(600);', 'DROP TABLE t;');
    const task = startMigrateTask(project.settings);
    await eventually('the statement runs', () => server.query(sleepersSql) === '1');
    expect(server.query(locksSql)).not.toBe('0');
    const onlooker = await connect();
    const isNone = async (sql: string) => (await onlooker.query(sql)).rows[0].count === '0';
    task.signal('SIGKILL');
    await task.ended;
    const killedAt = Date.now();
    await eventually('its sessions and locks are gone', async () => (await isNone(oursSql)) && isNone(locksSql));
    expect(Date.now() - killedAt).toBeLessThan(5_000);
    await onlooker.end();
    project.migration('001', 'CREATE TABLE t ();', 'DROP TABLE t;');
    expect((await project.migrate()).outcome).toBe('succeeded');
  });

  it('ends with the reason when nobody listens, when the network is gone, and when the image has no bash', async () => {
    await expect(connect(openTunnel({ ...route, port: 5433 }))).rejects.toMatchObject({
      code: 'CONNECTION_FAILED',
      message: expect.stringContaining('Connection refused'),
    });
    await expect(connect(openTunnel({ ...route, network: 'nowhere' }))).rejects.toMatchObject({
      code: 'TUNNEL_FAILED',
      message: expect.stringContaining('nowhere not found'),
    });
    const image = makeImageWithoutBash();
    const container = { ...route.container, image, imageName: 'bare' };
    await expect(connect(openTunnel({ ...route, container }))).rejects.toMatchObject({
      code: 'TUNNEL_FAILED',
      message: expect.stringContaining('Image bare has no bash'),
      hint: expect.stringContaining('Publish'),
    });
    docker('rmi', image);
  });

  it('ends when the server ends the session, and when its sidecar is removed', async () => {
    for (const end of [
      (pid: number) => server.query(`SELECT pg_terminate_backend(${pid})`),
      () => docker('rm', '--force', ...sidecars()),
    ]) {
      const client = await connect();
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      end(rows[0].pid);
      await ended;
      await expect(client.query('SELECT 1')).rejects.toThrow();
    }
  });
});

const sleepersSql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
const locksSql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'";
const oursSql = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%'";

/** Of an empty archive, so that nothing in it can be run. */
function makeImageWithoutBash(): string {
  const emptyArchive = Buffer.alloc(1_024);
  return execFileSync('docker', ['import', '-'], { input: emptyArchive, encoding: 'utf8' }).trim();
}

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { docker, needingDocker, postgresImage, runLabels } from '../../../testing/servers/docker-engine';
import { type DockerServer, startDockerServer } from '../../../testing/servers/docker-server';
import { startTestServer, type TestServer } from '../../../testing/servers/test-server';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import { withVariables } from '../../../testing/with-variables';
import type { DockerDatabase } from '../../config/settings';
import { inspectRunning } from './find-container';
import { openDocker } from './open-docker';
import { isServerOf } from './published-port';

const settings: DockerDatabase = {
  kind: 'docker',
  source: { kind: 'service', name: 'postgres' },
  network: undefined,
  port: 5432,
  database: undefined,
  user: undefined,
  password: undefined,
};
const container = (name: string): DockerDatabase => ({ ...settings, source: { kind: 'container', name } });

let workspacePath: string;
let projectRootPath: string;

beforeEach(() => {
  workspacePath = makeTemporaryFolder('docker');
  projectRootPath = join(workspacePath, 'apps/api');
  mkdirSync(projectRootPath, { recursive: true });
});
afterEach(() => rmSync(workspacePath, { recursive: true, force: true }));

const open = (database: DockerDatabase, learnSecrets?: (secrets: readonly string[]) => void) =>
  openDocker(database, { projectRootPath, workspacePath, learnSecrets });

it('says that there is no docker program, and leaves nothing to wait for', async () => {
  const before = process.getActiveResourcesInfo();
  await withVariables({ PATH: '/nowhere' }, () =>
    expect(open(container('shop'))).rejects.toMatchObject({ code: 'DOCKER_MISSING' }),
  );
  const timers = (resources: readonly string[]) => resources.filter((name) => name === 'Timeout').length;
  expect(timers(process.getActiveResourcesInfo())).toBe(timers(before));
});

needingDocker(it)('says that there is no engine', async () => {
  await withVariables({ DOCKER_HOST: 'unix:///nowhere.sock' }, () =>
    expect(open(container('shop'))).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
      hint: expect.stringContaining('DOCKER_HOST'),
    }),
  );
});

it('says where it looked for a compose file', async () => {
  await expect(open(settings)).rejects.toMatchObject({
    code: 'COMPOSE_FILE_MISSING',
    message: 'There is no compose file in apps/api and in the workspace.',
  });
});

needingDocker(describe)('a container with a published port', () => {
  let server: DockerServer;
  let stranger: TestServer;
  beforeAll(async () => {
    server = await startDockerServer({ port: 'published' });
    // After it: without an engine, nobody would stop a server that is still starting when the other has failed.
    stranger = await startTestServer({ password: 'stranger' });
  });
  afterAll(() => Promise.all([server?.stop(), stranger?.stop()]));

  it('is connected to by its port, with what its environment says, which is secret from then on', async () => {
    const learned: string[] = [];
    const address = await (await open(container(server.name), (secrets) => learned.push(...secrets))).address();
    const { user, password, database, publishedPort: port } = server;
    expect(address).toEqual({ database: { kind: 'server', host: '127.0.0.1', port, user, password, database } });
    expect(learned).toContain(password);
  });

  it('is reached through a tunnel when another server answers at the address', async () => {
    const { id, user, password, database } = server;
    const inside = await inspectRunning(id);
    const credentials = { user, password, database };
    expect(await isServerOf(inside, { host: '127.0.0.1', port: server.publishedPort }, credentials)).toBe(true);
    const strangers = { user: stranger.user, password: stranger.password, database: 'postgres' };
    expect(await isServerOf(inside, { host: '127.0.0.1', port: stranger.port }, strangers)).toBe(false);
    expect(await isServerOf(inside, { host: '127.0.0.1', port: stranger.port }, credentials)).toBe(false);
    expect(await isServerOf(inside, { host: '127.0.0.1', port: 1 }, credentials)).toBe(false);
  });

  it('is reached through a tunnel by its network, when one is named', async () => {
    const { database, stream } = await (await open({ ...container(server.name), network: 'bridge' })).address();
    expect(database.host).toBe(`container ${server.name}`);
    expect(stream).toBeDefined();
  });

  it.each([
    ['nowhere', /There is no network "nowhere"/],
    ['none', /is not in the network "none"/],
  ])('is not looked for in the network %s', async (network, message) => {
    await expect(open({ ...container(server.name), network })).rejects.toMatchObject({
      code: 'NETWORK_UNKNOWN',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('bridge'),
    });
  });

  it('is named when another name is asked for', async () => {
    await expect(open(container('--nobody'))).rejects.toMatchObject({
      code: 'CONTAINER_UNKNOWN',
      message: 'There is no container --nobody.',
      hint: expect.stringContaining(server.name),
    });
  });

  it('is refused while it is paused, and when it has stopped', async () => {
    docker('pause', server.id);
    await expect(open(container(server.name))).rejects.toMatchObject({
      code: 'CONTAINER_PAUSED',
      hint: `Run \`docker unpause ${server.name}\`.`,
    });
    docker('unpause', server.id);
    const other = docker('create', ...labels(), postgresImage).trim();
    await expect(open(container(other))).rejects.toMatchObject({ code: 'CONTAINER_STOPPED' });
    docker('rm', '--volumes', other);
  });
});

needingDocker(describe)('credentials', () => {
  it('are read from files of the container, and the settings go before them', async () => {
    const started = docker(
      ...[
        'run',
        '--detach',
        ...labels(),
        '--env',
        'POSTGRES_USER=app',
        '--env',
        'POSTGRES_PASSWORD_FILE=/etc/hostname',
      ],
      ...['--env', 'POSTGRES_DB_FILE=/nowhere', '--entrypoint', 'sleep', postgresImage, '60'],
    ).trim();
    try {
      const { credentials } = await open(container(started));
      expect(credentials).toEqual({ user: 'app', password: started.slice(0, 12), database: 'app' });
      const written = { ...container(started), user: 'owner', database: 'shop' };
      expect((await open(written)).credentials).toEqual({ user: 'owner', password: undefined, database: 'shop' });
    } finally {
      docker('rm', '--force', '--volumes', started);
    }
  });
});

needingDocker(describe)('a password of several lines', () => {
  let server: DockerServer;
  beforeAll(async () => {
    server = await startDockerServer({
      port: 'published',
      environment: { POSTGRES_PASSWORD: `first "line's" $x\r\nsecond` },
    });
  });
  afterAll(() => server?.stop());

  it('is the first of them, as the server was made with it', async () => {
    const { credentials, address } = await open(container(server.name));
    expect(credentials.password).toBe(`first "line's" $x`);
    // Only who can log in knows that it is this server.
    expect((await address()).stream).toBeUndefined();
  });
});

function labels(): readonly string[] {
  return Object.entries(runLabels()).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
}

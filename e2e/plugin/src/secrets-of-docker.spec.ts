import {
  docker,
  ensurePostgresImage,
  eventually,
  needingDocker,
  postgresImage,
  runLabels,
} from '@pgrestify/engine/testing';
import { registerPlugin, writeProject } from './harness/project';
import { runProcess } from './harness/run-process';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const canaries = [
  'canaryOfContainer',
  'canaryInConfig',
  'canaryInVariable',
  'canaryOfReader',
  'canaryInDockerHost',
  'canaryInCompose',
];

needingDocker(describe)('a password of a server in a container', () => {
  let workspace: Workspace;
  let container: string;
  const outputs: string[] = [];

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
    container = startServer();
    // The first time is that of the server which makes the cluster.
    await eventually(
      'the server is up',
      () => docker('logs', container).split('ready to accept connections').length > 2,
    );
    // Who may create, and may not read what is there: pg_dump fails for it.
    query(`CREATE TABLE hidden (); CREATE ROLE reader LOGIN PASSWORD 'canaryOfReader';
      GRANT CREATE ON DATABASE postgres TO reader; GRANT CREATE ON SCHEMA public TO reader`);
    registerPlugin(workspace);
    const right = `kind: 'docker', container: '${container}'`;
    writeProject(workspace, {
      name: 'shop',
      root: 'apps/shop',
      manifest: 'project.json',
      config: `module.exports = {
        defaultEnvironment: 'right',
        environments: {
          right: { database: { ${right} } },
          wrongConfig: { database: { ${right}, password: 'canaryInConfig' } },
          wrongVariable: () => ({ database: { ${right}, password: process.env.SHOP_PASSWORD } }),
          reader: { database: { ${right}, username: 'reader', password: 'canaryOfReader' } },
          service: { database: { kind: 'docker', service: 'db', password: 'canaryInConfig' } },
          nowhere: { database: { kind: 'docker', container: 'canary-is-not-there', password: 'canaryInConfig' } },
        },
      };\n`,
      migrations: { '0001_first': ['CREATE TABLE first (id integer);\n', 'DROP TABLE first;\n'] },
    });
    workspace.write(
      'apps/shop/docker-compose.yml',
      'services:\n  db:\n    image: nothing\n    ports: canary\n    environment:\n      POSTGRES_PASSWORD: canaryInCompose\n',
    );
  });
  afterAll(async () => {
    if (container) docker('rm', '--force', '--volumes', container);
    await workspace?.dispose();
  });

  it.each<[string, string, readonly string[], Record<string, string>]>([
    ['is wrong in the config', 'AUTHENTICATION_FAILED', ['--configuration=wrongConfig'], {}],
    ['is wrong in a variable', 'AUTHENTICATION_FAILED', ['--configuration=wrongVariable'], {}],
    ['is of a role whose backup fails', 'BACKUP_FAILED', ['--configuration=reader', '--backup'], {}],
    ['is in a compose file that compose refuses', 'COMPOSE_FILE_INVALID', ['--configuration=service'], {}],
    ['is for a container that is not there', 'CONTAINER_UNKNOWN', ['--configuration=nowhere'], {}],
    ['is for a network that is not there', 'NETWORK_UNKNOWN', ['--configuration=wrongConfig', '--network=no'], {}],
    [
      'is in the address of an engine that is not there',
      'DOCKER_UNAVAILABLE',
      ['--configuration=right'],
      { DOCKER_HOST: 'tcp://root:canaryInDockerHost@127.0.0.1:1' },
    ],
  ])('is in an error of the command when it %s', async (_what, code, options, env) => {
    const { code: exitCode, output } = await nx(['run', 'shop:migrate', '--verbose', ...options], env);
    expect(output).toContain(code);
    expect(exitCode).toBe(1);
  });

  it.each([
    [['run', 'shop:migrate', '--backup', '--verbose']],
    [['run', 'shop:status', '--json']],
    [['run', 'shop:status', '--history', '--json']],
    [['show', 'project', 'shop', '--json']],
  ])('does its work with nx %j', async (args) => {
    expect((await nx(args)).code).toBe(0);
  });

  it('is neither in these outputs, nor in what Nx keeps, nor in history', async () => {
    for (const secret of canaries) {
      expect(outputs.filter((output) => output.includes(secret))).toEqual([]);
      const { output } = await runProcess('grep', ['-rla', '--fixed-strings', secret, '.nx'], {
        cwd: workspace.folder,
      });
      expect(output).toBe('');
    }
    expect(query('SELECT e.* FROM pgrestify.migration_events e')).not.toContain('canary');
  });

  const query = (sql: string) => docker('exec', container, 'psql', '-U', 'postgres', '-XAtqc', sql);

  async function nx(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const result = await workspace.nx(args, { env: { ...more, SHOP_PASSWORD: 'canaryInVariable' } });
    outputs.push(result.output);
    return result;
  }
});

/** Starts one without a published port; its id. */
function startServer(): string {
  ensurePostgresImage();
  const labels = Object.entries(runLabels()).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
  const options = ['--tmpfs', '/var/lib/postgresql/data', '--env', 'POSTGRES_PASSWORD=canaryOfContainer', ...labels];
  return docker('run', '--detach', ...options, postgresImage).trim();
}

import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import {
  docker,
  ensurePostgresImage,
  needingDocker,
  postgresImage,
  runLabels,
} from '../../../testing/servers/docker-engine';
import { withVariables } from '../../../testing/with-variables';
import type { DockerDatabase } from '../../config/settings';

const service: DockerDatabase = {
  kind: 'docker',
  source: { kind: 'service', name: 'postgres' },
  network: undefined,
  port: 5432,
  database: undefined,
  user: undefined,
  password: undefined,
};

const composeFile = `version: '2.4'
services:
  postgres:
    image: ${postgresImage}
    environment: { POSTGRES_USER: app, POSTGRES_DB: shop, POSTGRES_PASSWORD: "\${DB_PASSWORD:?set it}" }
    labels: ${JSON.stringify(runLabels())}
    networks: [backend]
    tmpfs: [/var/lib/postgresql/data]
  api:
    image: ${postgresImage}
networks:
  backend: {}
`;

/** Of this run: folders called `api` are one project to compose. */
const projectName = `pgrestify-${randomUUID().slice(0, 8)}`;

type Command = readonly [string, ...string[]];
const commands: readonly { readonly name: string; readonly command: Command }[] = [
  { name: 'version 2', command: ['docker', 'compose'] },
  { name: 'version 1', command: ['docker-compose'] },
];

/** Whether this compose is there. Without version 2 in CI the specs of version 1 run alone, which is said. */
function hasCompose(command: Command): boolean {
  const [program, ...args] = command;
  const isThere = spawnSync(program, [...args, 'version'], { stdio: 'ignore' }).status === 0;
  if (!isThere) process.stderr.write(`${command.join(' ')} is not installed: its specs are SKIPPED.\n`);
  return isThere;
}

describe.each(commands)('by compose, $name,', ({ command }) => {
  const needingCompose = hasCompose(command) ? needingDocker(describe) : describe.skip;

  needingCompose('a service', () => {
    let project: TestProject;
    let folder: string;
    let variables: Record<string, string>;

    const compose = (...args: readonly string[]): void => {
      const [program, ...first] = command;
      const { status, stderr } = spawnSync(program, [...first, ...args], {
        cwd: folder,
        env: { ...process.env, DB_PASSWORD: 's3cret', COMPOSE_PROJECT_NAME: projectName },
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${command.join(' ')} ${args.join(' ')} ended with ${status}\n${stderr}`);
    };
    const projectOf = (database: DockerDatabase): TestProject =>
      createTestProject(database, { workspacePath: project.settings.workspacePath });
    const status = (database = service) => withVariables(variables, () => projectOf(database).status());

    beforeAll(() => {
      ensurePostgresImage();
      project = createTestProject(service);
      folder = project.settings.projectRootPath;
      variables = {
        DB_PASSWORD: 's3cret',
        COMPOSE_PROJECT_NAME: projectName,
        ...(command[0] === 'docker' ? {} : { PATH: withoutPlugin(project) }),
      };
      project.migration('001_t', 'CREATE TABLE t ();', 'DROP TABLE t;');
    });
    afterAll(() => {
      compose('down', '--volumes');
      // Of this project: other suites have containers of their own meanwhile.
      expect(docker('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${projectName}`)).toBe('');
      project.dispose();
    });

    it('is told from a file that compose cannot use, in its words', async () => {
      writeFileSync(join(folder, 'docker-compose.yml'), 'services: [');
      await expect(status()).rejects.toMatchObject({
        code: 'COMPOSE_FILE_INVALID',
        message: expect.stringMatching(/Compose cannot use apps\/api\/docker-compose.yml: \S/),
      });
      writeFileSync(join(folder, 'docker-compose.yml'), composeFile);
      const { DB_PASSWORD: _left, ...others } = variables;
      await expect(withVariables(others, () => projectOf(service).status())).rejects.toMatchObject({
        code: 'COMPOSE_FILE_INVALID',
        message: expect.stringContaining('DB_PASSWORD'),
      });
    });

    it('is told from a file without the secret that compose does not understand', async () => {
      writeFileSync(
        join(folder, 'docker-compose.yml'),
        composeFile.replace(/"\$\{DB_PASSWORD[^"]*"/, () => `"canary\${x pw"`),
      );
      await expect(status()).rejects.toMatchObject({
        code: 'COMPOSE_FILE_INVALID',
        message: expect.stringMatching(/interpolation format(?!.*canary)/is),
      });
      writeFileSync(join(folder, 'docker-compose.yml'), composeFile);
    });

    it('is refused while it has no container, with the command that starts it', async () => {
      await expect(status()).rejects.toMatchObject({
        code: 'CONTAINER_STOPPED',
        hint: `Run \`${command.join(' ')} up -d postgres\` in apps/api.`,
      });
    });

    it('is refused when the file does not have it, with those that it has', async () => {
      await expect(status({ ...service, source: { kind: 'service', name: 'db' } })).rejects.toMatchObject({
        code: 'SERVICE_UNKNOWN',
        message: 'apps/api/docker-compose.yml has no service "db".',
        hint: 'Use one of its services: api, postgres.',
      });
    });

    it('is migrated with the user, password and database of its container, once it is up', async () => {
      compose('up', '-d', 'postgres');
      // The server itself takes a moment longer than its container.
      const { workspacePath } = project.settings;
      const patient = createTestProject(service, { workspacePath, migrations: { waitForDatabaseMs: 60_000 } });
      const { outcome } = await withVariables(variables, () => patient.migrate());
      expect(outcome).toBe('succeeded');
      expect((await status()).current).toBe('001');
    });

    it('is reached by a network that the file names', async () => {
      expect((await status({ ...service, network: 'backend' })).current).toBe('001');
    });

    it('is refused when it was started in another folder, whose project has the same name', async () => {
      const stranger = createTestProject(service);
      writeFileSync(join(stranger.settings.projectRootPath, 'docker-compose.yml'), composeFile);
      await expect(withVariables(variables, () => stranger.status())).rejects.toMatchObject({
        code: 'CONTAINER_FOREIGN',
        message: expect.stringContaining(realpathSync(folder)),
        hint: expect.stringContaining('Set COMPOSE_PROJECT_NAME in .env beside apps/api/docker-compose.yml'),
      });
      // What Nx took from the .env of the project that asks does not count where the file has one of its own.
      writeFileSync(join(stranger.settings.projectRootPath, '.env'), `COMPOSE_PROJECT_NAME=${projectName}-other\n`);
      await expect(withVariables(variables, () => stranger.status())).rejects.toMatchObject({
        code: 'CONTAINER_STOPPED',
      });
      stranger.dispose();
    });

    it('is refused with a wrong password', async () => {
      await expect(status({ ...service, password: 'wrong' })).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
    });

    it('is refused while it is paused, and when it has stopped', async () => {
      compose('pause', 'postgres');
      await expect(status()).rejects.toMatchObject({
        code: 'CONTAINER_PAUSED',
        hint: `Run \`${command.join(' ')} unpause postgres\` in apps/api.`,
      });
      compose('unpause', 'postgres');
      compose('stop', 'postgres');
      await expect(status()).rejects.toMatchObject({
        code: 'CONTAINER_STOPPED',
        hint: expect.stringContaining(`${command.join(' ')} up -d postgres`),
      });
    });
  });
});

/** A PATH on which docker has no plugin for compose, so that version 1 is asked. */
function withoutPlugin({ settings }: TestProject): string {
  const folder = join(settings.workspacePath, 'bin');
  const real = docker('version') && spawnSync('sh', ['-c', 'command -v docker'], { encoding: 'utf8' }).stdout.trim();
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'docker'),
    `#!/bin/sh\n[ "$1" != compose ] || { echo "docker: 'compose' is not a docker command." >&2; exit 1; }\nexec ${real} "$@"\n`,
  );
  chmodSync(join(folder, 'docker'), 0o755);
  return [folder, process.env.PATH].join(delimiter);
}

import { randomUUID } from 'node:crypto';
import { found, messageOf } from '../../../../testing/projects/findings';
import { createTestProject, type TestProject } from '../../../../testing/projects/test-project';
import {
  docker,
  ensurePostgresImage,
  needingDocker,
  postgresImage,
  runLabels,
} from '../../../../testing/servers/docker-engine';
import { useServer } from '../../../../testing/servers/use-database';
import type { ShadowSettings } from '../../../config/settings';
import { systemClock } from '../../system-clock';
import { shadowLabels } from './shadow-containers';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

const ofImage = (name: string): Partial<ShadowSettings> => ({
  server: { kind: 'docker', source: { kind: 'image', name } },
});

needingDocker(describe)('a shadow in a container', () => {
  beforeAll(ensurePostgresImage, 120_000);

  const projects: TestProject[] = [];
  afterEach(() => {
    for (const project of projects.splice(0)) project.dispose();
  });

  const projectWith = (name: string, address: Parameters<typeof createTestProject>[0] = nowhere): TestProject => {
    const project = createTestProject(address, { shadow: ofImage(name) });
    projects.push(project);
    return project;
  };

  const containers = () => docker('ps', '--all', '--quiet', '--filter', 'label=dev.pgrestify.shadow.project').trim();

  it('has a server of its own: roles, settings and the names of the databases are as in production', async () => {
    const project = projectWith(postgresImage);
    const up = "CREATE ROLE app; ALTER DATABASE shop SET work_mem = '9MB'; ALTER SYSTEM SET work_mem = '8MB'";
    project.migration('001_role', up, 'ALTER DATABASE shop RESET work_mem; DROP ROLE app; ALTER SYSTEM RESET ALL');
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [], postgres: [15] });
    expect(containers()).toBe('');
  });

  it('begins anew in another container after a down that undoes half', async () => {
    const project = projectWith(postgresImage);
    project.migration('001_role', 'CREATE ROLE app', 'DROP ROLE app');
    project.migration('002_half', 'CREATE ROLE other; CREATE TABLE t ()', 'DROP TABLE t; SELECT 1/0');
    expect(found(await project.validate())).toEqual(['error DOWN_FAILED migrations/002_half/down.sql']);
    expect(containers()).toBe('');
  });

  it('is removed by the next run when its run was killed, and not while its run lives', async () => {
    const labels = Object.entries(shadowLabels('api', systemClock));
    const start = (change: (label: [string, string]) => string) =>
      docker(
        ...['run', '--detach', '--label', Object.entries(runLabels()).flat().join('=')],
        ...labels.flatMap((label) => ['--label', change(label)]),
        ...[postgresImage, 'sleep', '600'],
      ).trim();
    const living = start(([name, value]) => `${name}=${value}`);
    const killed = start(([name, value]) => `${name}=${name.endsWith('maker') ? value.replace(/\d+$/, '1') : value}`);
    const another = start(
      ([name, value]) => `${name}=${name.endsWith('project') ? 'billing' : value.replace(/\d+$/, '1')}`,
    );
    const project = projectWith(postgresImage);
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded' });
    const left = containers().split('\n');
    expect([living, killed, another].map((id) => left.some((short) => id.startsWith(short)))).toEqual([
      true,
      false,
      true,
    ]);
    docker('rm', '--force', living, another);
  });

  it.each([
    ['is not there', 'pgrestify/nothing:1', 'IMAGE_MISSING', 'The image pgrestify/nothing:1 is not on this machine.'],
  ])('of an image that %s is an error', async (_, name, code, message) => {
    const project = projectWith(name);
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    const result = await project.validate();
    expect(found(result)).toEqual([`error ${code} undefined`]);
    expect(messageOf(result)).toContain(message);
  });

  it('is of the image of a compose service, whose container need not run', async () => {
    const project = createTestProject(nowhere, {
      shadow: { server: { kind: 'docker', source: { kind: 'service', name: 'db' } } },
    });
    projects.push(project);
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    expect(found(await project.validate())).toEqual(['error COMPOSE_FILE_MISSING undefined']);
    const composeFile = `services: { db: { image: '${postgresImage}', labels: ${JSON.stringify(runLabels())} } }\n`;
    project.write('../docker-compose.yml', composeFile);
    // Folders called `api` are one project to compose.
    project.write('../.env', `COMPOSE_PROJECT_NAME=pgrestify-${randomUUID().slice(0, 8)}\n`);
    const compose = (...args: readonly string[]) =>
      docker('compose', '--project-directory', project.settings.projectRootPath, ...args);
    compose('create', 'db');
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded', postgres: [15] });
    compose('down');
    expect(containers()).toBe('');
  });

  describe('for a live database', () => {
    const server = useServer({ major: 15 });
    const other = useServer({ major: 16 });

    it('has its role and its database, so that drift finds nothing but what was done by hand', async () => {
      const project = projectWith(postgresImage, await server.createDatabase());
      project.migration('001_t', 'CREATE TABLE t (v int); ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC');
      expect(await project.migrate({ verify: true })).toMatchObject({ outcome: 'succeeded' });
      expect(await project.validate({ afterMigration: true })).toMatchObject({ outcome: 'succeeded', findings: [] });
    });

    it('of another major is refused before anything is applied', async () => {
      const project = projectWith(postgresImage, await other.createDatabase());
      project.migration('001_t', 'CREATE TABLE t (v int)');
      expect(await project.migrate({ verify: true })).toMatchObject({
        outcome: 'refused',
        refusals: [{ code: 'SHADOW_MAJOR_MISSING' }],
      });
    });
  });
});

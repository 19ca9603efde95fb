import { eventually } from '../../testing/eventually';
import { shadowStopped } from '../../testing/processes/shadow-stopped';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { docker, needingDocker } from '../../testing/servers/docker-engine';
import { type DockerServer, startDockerServer } from '../../testing/servers/docker-server';

// In a container whose port is not published: all of it goes through a tunnel beside it.

needingDocker(describe)('the database of a container', () => {
  let server: DockerServer;
  let project: TestProject;
  beforeAll(async () => {
    server = await startDockerServer({ port: 'unpublished' });
    const database = {
      kind: 'docker',
      source: { kind: 'container', name: server.name },
      network: undefined,
      port: 5432,
      database: undefined,
      user: undefined,
      password: undefined,
    } as const;
    project = createTestProject(database, { environment: 'development', development: true });
    project.migration('001_a', 'CREATE TABLE a AS SELECT generate_series(1, 100) AS n;', 'DROP TABLE a;');
    await project.migrate();
    project.migration('002_b', 'ALTER TABLE a ALTER COLUMN n TYPE bigint;', 'ALTER TABLE a ALTER COLUMN n TYPE int;');
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    await shadowStopped(project.settings.workspacePath);
    project.dispose();
  });
  afterEach(() => {
    expect(server.query("SELECT datname FROM pg_database WHERE datname LIKE 'pgrestify%'")).toBe('');
    expect(server.query("SELECT string_agg(id, ' ') FROM pgrestify.migrations")).toBe('001_a');
    expect(server.crashes()).toEqual([]);
  });

  it('is copied by its server while nobody is connected', async () => {
    const { rehearsal } = await project.migrate({ test: true, withData: true });
    expect(rehearsal).toMatchObject({
      outcome: 'succeeded',
      copy: { kind: 'template' },
      scripts: [{ up: { measured: { rewrites: [{ relation: 'public.a' }] } }, upAgain: { outcome: 'succeeded' } }],
    });
  }, 60_000);

  it("is copied by the container's pg_dump into an embedded server while somebody is", async () => {
    const asleep = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'";
    docker('exec', '-d', server.id, 'psql', '-U', 'app', '-d', 'shop', '-c', 'SELECT pg_sleep(600)');
    await eventually('somebody is connected', () => server.query(asleep) === '1');
    const { rehearsal } = await project.migrate({ test: true, withData: true });
    expect(rehearsal).toMatchObject({
      outcome: 'succeeded',
      copy: { kind: 'dump', place: 'embedded PostgreSQL 15' },
      scripts: [{ up: { measured: { scans: [{ table: 'public.a', rowsRead: 100 }] } } }],
    });
    server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'");
  }, 120_000);
});

import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { openEmbedded } from '../../src/adapters/embedded/open-embedded';
import type { DockerDatabase } from '../../src/config/settings';
import { type DatabaseHarness, databaseContract } from '../../testing/contracts/database-contract';
import { eventually } from '../../testing/eventually';
import { processesIn } from '../../testing/processes/processes-in';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import type { TestDatabaseSettings } from '../../testing/projects/test-settings';
import { needingDocker } from '../../testing/servers/docker-engine';
import { type DockerServer, startDockerServer } from '../../testing/servers/docker-server';
import { givenMajor } from '../../testing/servers/test-majors';
import { useServer } from '../../testing/servers/use-database';

const projects: TestProject[] = [];
// Not after each: embedded servers live on for some seconds, and so they do together.
afterAll(async () => {
  for (const { settings } of projects) {
    await eventually('no server is left in the workspace', () => processesIn(settings.workspacePath).length === 0);
  }
  for (const project of projects) project.dispose();
});

function harnessOf(database: TestDatabaseSettings, query: DatabaseHarness['query']): DatabaseHarness {
  return {
    query,
    project: (options) => {
      const project = createTestProject(database, options);
      projects.push(project);
      return project;
    },
  };
}

async function ask(connection: ConstructorParameters<typeof Client>[0], sql: string): Promise<string> {
  const client = new Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array', types: { getTypeParser: () => String } });
    return rows.map((row: unknown[]) => row.join('|')).join('\n');
  } finally {
    await client.end();
  }
}

describe('the commands on a server', () => {
  const server = useServer();

  // Comparing a schema needs an embedded shadow of the major.
  const contract = databaseContract.filter(({ shadow }) => shadow === undefined || givenMajor() === undefined);
  it.each(contract)('$name', async ({ check }) => {
    const database = await server.createDatabase();
    await check(harnessOf(database, (sql) => ask(database, sql)));
  });
});

describe('the commands on the embedded server', () => {
  it.each(databaseContract)('$name', async ({ check }) => {
    const first = createTestProject({ kind: 'embedded', major: 18, databaseName: 'shop' });
    const { projectRootPath, workspacePath, database } = first.settings;
    const server = await openEmbedded({
      projectRootPath,
      workspacePath,
      project: 'api',
      major: 18,
      databaseName: 'shop',
    });
    projects.push(first);
    try {
      await check({
        query: (sql) => ask(server, sql),
        project: (options) => createTestProject(database, { ...options, workspacePath }),
      });
    } finally {
      await server.close();
    }
  });
});

needingDocker(describe).each(['published', 'unpublished'] as const)('the commands in a container, port %s', (port) => {
  let server: DockerServer;
  beforeAll(async () => {
    server = await startDockerServer({ port });
  });
  afterAll(async () => {
    await server?.stop();
  });

  it.each(databaseContract)('$name', async ({ check }) => {
    const name = `test_${randomUUID().slice(0, 8)}`;
    server.query(`CREATE DATABASE ${name}`);
    const source = { kind: 'container', name: server.name } as const;
    const database: DockerDatabase = { ...fromContainer, source, database: name };
    await check(harnessOf(database, async (sql) => server.query(sql, name)));
  });

  it('did all this without a crash of the server', () => {
    expect(server.crashes()).toEqual([]);
  });
});

const fromContainer = { kind: 'docker', network: undefined, port: 5432, user: undefined, password: undefined } as const;

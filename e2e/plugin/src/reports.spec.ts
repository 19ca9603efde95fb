import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { registerPlugin, urlVariables, writeMigration, writeProject } from './harness/project';
import { tableNames } from './harness/query';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

describe('--report through Nx', () => {
  let workspace: Workspace;
  let server: TestServer;
  let database: TestDatabase;
  let env: Record<string, string>;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion: mainNxVersion }), startTestServer()]);
    database = await server.createDatabase();
    env = urlVariables({ api: database, web: await server.createDatabase() });
    registerPlugin(workspace);
    for (const name of ['api', 'web']) {
      writeProject(workspace, {
        name,
        root: `apps/${name}`,
        manifest: 'project.json',
        migrations: { '0001_a': ['CREATE TABLE a ();\n', 'DROP TABLE a;\n'] },
      });
    }
    workspace.write('apps/web/project.json', '{ "name": "web", "implicitDependencies": ["api"] }\n');
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  it.each([
    ['reports/r.txt', 'REPORT_KIND_UNKNOWN'],
    ['../r.json', 'FILE_OUTSIDE_WORKSPACE'],
    ['package.json', 'REPORT_UNWRITABLE'],
  ])('to %s runs nothing', async (path, code) => {
    const result = await workspace.nx(['run', 'api:migrate', `--report=${path}`], { env });
    expect(result).toMatchObject({ code: 1, output: expect.stringContaining(code) });
    expect(await tableNames(database)).toEqual([]);
  });

  it('has a file for each project, under its own name that of the one that was named', async () => {
    await workspace.nxOk(['run', 'web:migrate', '--report=reports/run.json'], { env });
    for (const [path, project] of [
      ['reports/run.json', 'web'],
      ['reports/run.api.json', 'api'],
    ] as const) {
      expect(JSON.parse(workspace.read(path))).toMatchObject({
        project,
        outcome: 'succeeded',
        steps: [{ id: '0001_a', outcome: 'succeeded', statements: 1 }],
      });
    }
  });

  it('goes where {projectName} and {projectRoot} say, of a dependency and of several projects, too', async () => {
    await workspace.nxOk(['run', 'web:migrate', '--report=by-name/{projectName}.json'], { env });
    await workspace.nxOk(['run-many', '-t', 'status', '--report={projectRoot}/status.json'], { env });
    expect(readdirSync(join(workspace.folder, 'by-name'))).toEqual(['api.json', 'web.json']);
    for (const project of ['api', 'web']) {
      expect(JSON.parse(workspace.read(`by-name/${project}.json`))).toMatchObject({ command: 'migrate', project });
      expect(JSON.parse(workspace.read(`apps/${project}/status.json`))).toMatchObject({ command: 'status', project });
    }
  });

  it('says where a migration failed, and what a status found', async () => {
    writeMigration(workspace, 'apps/api', '0002_b', 'SELECT 1;\nCREATE TABEL b ();\n');
    expect((await workspace.nx(['run', 'api:migrate', '--report=reports/run.xml'], { env })).code).toBe(1);
    expect(workspace.read('reports/run.xml')).toMatch(/<failure message="[^"]*0002_b.up.sql:2:8: syntax error/);
    await workspace.nxOk(['run', 'api:status', '--report=reports/status.md'], { env });
    expect(workspace.read('reports/status.md')).toContain('| pending | `0002` | `0002_b` |');
    rmSync(join(workspace.folder, 'apps/api/sql/migrations/0002_b'), { recursive: true });
  });

  it('of a validate that comes from the cache is restored', async () => {
    const args = ['run-many', '-t', 'validate', '-p', 'api', 'web', '--report=reports/{projectName}.html'];
    await workspace.nxOk(args);
    const first = ['api', 'web'].map((name) => workspace.read(`reports/${name}.html`));
    rmSync(join(workspace.folder, 'reports'), { recursive: true });
    expect(await workspace.nxOk(args)).toContain('local cache');
    expect(['api', 'web'].map((name) => workspace.read(`reports/${name}.html`))).toEqual(first);
    expect(first[0]).toContain('validate api: succeeded');
  });

  describe('of a validate that finds something', () => {
    const github = {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: 'abc',
    };
    const path = 'apps/api/sql/migrations/0002_b/up.sql';
    const annotation = /^::error file=apps\/api\/sql\/migrations\/0002_b\/up\.sql,line=2,col=8,title=api%3A \w+::/m;

    beforeAll(() => writeMigration(workspace, 'apps/api', '0002_b', "SELECT 1;\nSELECT 'a;\n"));
    afterAll(() => rmSync(join(workspace.folder, 'apps/api/sql/migrations/0002_b'), { recursive: true }));

    it('is written in several formats by one run, each for its service', async () => {
      const args = ['run', 'api:validate', '--report=found/api.{sarif,gitlab.json,comment.md}'];
      expect((await workspace.nx(args, { env: github })).code).toBe(1);
      const [run] = JSON.parse(workspace.read('found/api.sarif')).runs;
      expect(run.results[0].locations[0].physicalLocation).toMatchObject({
        artifactLocation: { uri: path, uriBaseId: '%SRCROOT%' },
        region: { startLine: 2, startColumn: 8 },
      });
      expect(JSON.parse(workspace.read('found/api.gitlab.json'))[0]).toMatchObject({
        severity: 'critical',
        location: { path, lines: { begin: 2 } },
      });
      expect(workspace.read('found/api.comment.md')).toContain(`](https://github.com/acme/shop/blob/abc/${path}#L2)`);
    });

    it.each([
      ['one task', ['run', 'api:validate']],
      ['several', ['run-many', '-t', 'validate', '-p', 'api', 'web']],
      [
        'several, without lines that Nx puts around',
        ['run-many', '-t', 'validate', '-p', 'api', 'web', '--output-style=stream-without-prefixes'],
      ],
    ])('is an annotation for GitHub in a workflow, at the start of a line: of %s', async (_what, args) => {
      const { output } = await workspace.nx(args, { env: github });
      expect(output).toMatch(annotation);
    });

    it('is none outside of one', async () => {
      expect((await workspace.nx(['run', 'api:validate'])).output).not.toContain('::error');
    });
  });

  it('of a validate in several formats is restored from the cache, annotations too', async () => {
    const env = { GITHUB_ACTIONS: 'true' };
    writeMigration(workspace, 'apps/api', '0003_c', '-- nothing\n');
    const args = ['run', 'api:validate', '--report=cached/api.{sarif,gitlab.json}'];
    const first = await workspace.nxOk(args, { env });
    const log = workspace.read('cached/api.sarif');
    rmSync(join(workspace.folder, 'cached'), { recursive: true });
    const second = await workspace.nxOk(args, { env });
    expect(second).toContain('local cache');
    for (const output of [first, second]) expect(output).toMatch(/^::warning file=apps\/api/m);
    expect(workspace.read('cached/api.sarif')).toBe(log);
    expect(workspace.has('cached/api.gitlab.json')).toBe(true);
    // Nx shows nothing of tasks that succeed; what the plugin shows in its place begins lines as well.
    const several = await workspace.nxOk(['run-many', '-t', 'validate', '-p', 'api', 'web'], { env });
    expect(several.match(/^::warning file=apps\/api/gm)).toHaveLength(1);
  });
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { commandWords } from '../harness/command-words';
import { query, tableNames, urlOf } from '../harness/query';
import { createWorkspace, type Workspace, type WorkspaceOptions } from '../harness/workspace';

/** A fresh workspace, and what the README has a user type in it, in that order. */
export function describeCommandList(options: WorkspaceOptions): void {
  let workspace: Workspace;
  let server: TestServer;
  let production: TestDatabase;

  beforeAll(async () => {
    workspace = await createWorkspace({ ...options, plugins: 'isolated' });
    server = await startTestServer();
    production = await server.createDatabase('api_production');
    workspace.write('apps/api/project.json', '{ "name": "api" }\n');
    await workspace.commit('a project');
  });
  afterAll(async () => {
    await Promise.all([workspace?.dispose(), server?.stop()]);
  });

  it('init gives the project its sql folder, config and targets', async () => {
    await run('nx g @pgrestify/nx:init --project=api');

    expect(workspace.has('apps/api/pgrestify.config.ts')).toBe(true);
    expect(workspace.has('apps/api/sql/schemas/01_main.sql')).toBe(true);
    const project = JSON.parse(await workspace.nxOk(['show', 'project', 'api', '--json']));
    expect(Object.keys(project.targets)).toEqual(
      expect.arrayContaining(['migrate', 'status', 'rollback', 'validate', 'drift']),
    );
    expect(Object.keys(project.targets.migrate.configurations)).toEqual(['development', 'staging', 'production']);
    expect(project.targets.migrate.defaultConfiguration).toBeUndefined();
  });

  it('table writes a migration', async () => {
    await run(
      'nx g @pgrestify/nx:table posts --project=api ' +
        '--columns "title:text!,body:text,author_id:uuid!,price:numeric(10,2)=0" ' +
        '--foreign-keys "author_id:users(id) on delete cascade"',
    );
    expect(migrationIds()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d-\d{6}-create-posts$/)]);
  });

  it('migration writes up.sql and down.sql to be edited', async () => {
    await run('nx g @pgrestify/nx:migration add-user-preferences --project=api');

    const [, id] = migrationIds();
    expect(id).toMatch(/-add-user-preferences$/);
    workspace.write(
      `apps/api/sql/migrations/${id}/up.sql`,
      "ALTER TABLE users ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}';\n",
    );
    workspace.write(`apps/api/sql/migrations/${id}/down.sql`, 'ALTER TABLE users DROP COLUMN preferences;\n');
  });

  it('migrate applies everything to the embedded server', async () => {
    const output = await run('nx run api:migrate');
    expect(output).toContain('development');
    expect(await states()).toEqual(['applied', 'applied']);
  });

  it('status shows each migration', async () => {
    const output = await run('nx run api:status');
    for (const id of migrationIds()) expect(output).toContain(id);
  });

  it('rollback leaves nothing newer than its target', async () => {
    await run('nx run api:rollback --to=20240110');
    expect(await states()).toEqual(['pending', 'pending']);
  });

  it('validate runs every migration up, down and up on a shadow', async () => {
    await run('nx run api:validate');
  });

  it('migrate with a configuration applies to that environment', async () => {
    await run('nx run api:migrate --configuration=production');

    expect(await tableNames(production)).toEqual(['public.posts', 'public.users']);
    expect(await appliedInProduction()).toEqual(migrationIds());
  });

  it('affected migrates what changed', async () => {
    await workspace.commit('migrations');
    await run('nx g @pgrestify/nx:table tags --project=api --columns "name:text!"');
    await workspace.git('switch', '--quiet', '--create', 'tags');
    await workspace.commit('tags');
    await run('nx affected -t migrate --configuration=production');

    expect(await tableNames(production)).toEqual(['public.posts', 'public.tags', 'public.users']);
  });

  async function run(command: string): Promise<string> {
    const [, ...args] = commandWords(command);
    return workspace.nxOk(args, { env: { DATABASE_URL: urlOf(production) } });
  }

  function migrationIds(): readonly string[] {
    const folder = join(workspace.folder, 'apps/api/sql/migrations');
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  }

  /** States of the versioned migrations in development, oldest first. */
  async function states(): Promise<readonly string[]> {
    const output = await run('nx run api:status --json');
    const line = output.split('\n').find((text) => text.startsWith('{'));
    const status: { migrations: { kind: string; state: string }[] } = JSON.parse(line ?? '{}');
    return status.migrations.filter(({ kind }) => kind === 'versioned').map(({ state }) => state);
  }

  async function appliedInProduction(): Promise<readonly unknown[]> {
    const rows = await query(
      production,
      "SELECT id FROM pgrestify.migrations WHERE kind = 'versioned' ORDER BY applied_at, id",
    );
    return rows.map((row) => row.id);
  }
}

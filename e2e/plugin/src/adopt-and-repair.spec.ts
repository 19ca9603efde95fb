import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { registerPlugin, urlVariables, writeMigration, writeProject } from './harness/project';
import { fingerprint, query, tableNames } from './harness/query';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const users = 'CREATE TABLE users (id integer);\n';
const posts = 'CREATE TABLE posts (id integer);\n';

describe('a database that is there already', () => {
  let workspace: Workspace;
  let server: TestServer;
  let api: TestDatabase;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion: mainNxVersion }), startTestServer()]);
    api = await server.createDatabase('api');
    registerPlugin(workspace);
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      migrations: { '0001_users': [users, 'DROP TABLE users;\n'], '0002_posts': [posts], '0003_tags': ['SELECT 1;\n'] },
    });
    await query(api, `${users} ${posts}`);
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  it('is refused where it is not what it is said to be, and left as it was', async () => {
    const before = await fingerprint(api);
    for (const [options, code] of [
      [['--baseline=0009'], 'TARGET_UNKNOWN'],
      [['--baseline=20240115'], 'TARGET_KIND_MISMATCH'],
      [['--baseline=2', '--to=2'], '--baseline'],
    ] as const) {
      expect(await fail('run', 'api:migrate:production', ...options)).toContain(code);
    }
    expect(await nx('run', 'api:migrate:production', '--baseline=0002', '--dry-run')).toContain('record 0001_users');
    expect(await fingerprint(api)).toBe(before);
  });

  it('is taken over by --baseline, which runs nothing, and migrated from there', async () => {
    expect(await nx('run', 'api:migrate:production', '--baseline=0002', '--verify')).toContain('2 recorded');
    expect(await nx('run', 'api:status:production')).toMatch(/applied \(baseline\) +0002 /);
    expect(await nx('run', 'api:migrate:production')).toContain('1 applied');
    expect(await tableNames(api)).toEqual(['public.posts', 'public.users']);
  });

  it('is repaired when that is confirmed: an edit is accepted, a migration that is gone is forgotten', async () => {
    writeMigration(workspace, 'apps/api', '0002_posts', `-- edited\n${posts}`);
    rmSync(join(workspace.folder, 'apps/api/sql/migrations/0001_users'), { recursive: true });
    expect(await fail('run', 'api:migrate:production')).toMatch(/repair --checksums[\s\S]*repair --missing/);
    const before = await fingerprint(api);
    const shown = await fail('run', 'api:repair:production');
    expect(shown).toContain('accept the edited apps/api/sql/migrations/0002_posts/up.sql');
    expect(shown).toContain('forget 0001_users');
    expect(await fail('run', 'api:repair:production', '--as=done')).toContain('--id');
    expect(await fail('run', 'api:repair:production', '--stamp', '--missing')).toContain('contradict');
    expect(await fingerprint(api)).toBe(before);

    await nx('run', 'api:repair:production', '--missing', '--confirm');
    const hash = /plan is (p[0-9a-f]+)/.exec(await nx('run', 'api:repair:production', '--id=2', '--dry-run'))?.[1];
    await nx('run', 'api:repair:production', '--checksums', `--confirm=${hash}`);
    await nx('run', 'api:status:production', '--check');
    expect(await nx('run', 'api:status:production', '--logs')).toContain('DROP TABLE users;');
    expect(await tableNames(api)).toEqual(['public.posts', 'public.users']);
  });

  it('takes the stamp of the environment that it belongs to now', async () => {
    expect(await fail('run', 'api:rollback:development', '--allow-irreversible')).toContain('repair --stamp');
    await nx('run', 'api:repair:development', '--stamp', '--confirm');
    await nx('run', 'api:rollback:development', '--allow-irreversible');
    expect(await fail('run', 'api:repair:production', '--failed', '--confirm')).toContain('STAMP_MISMATCH');
  });

  it('says what is so of one migration', async () => {
    await nx('run', 'api:repair:development', '--id=3', '--as=applied', '--confirm');
    await nx('run', 'api:status:development', '--check');
  });

  function nx(...args: readonly string[]): Promise<string> {
    return workspace.nxOk(args, { env: urlVariables({ api }) });
  }

  async function fail(...args: readonly string[]): Promise<string> {
    const { code, output } = await workspace.nx(args, { env: urlVariables({ api }) });
    expect(code).not.toBe(0);
    return output;
  }
});

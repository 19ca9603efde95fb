import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { needingPgDump, startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { registerPlugin, urlVariables, writeMigration, writeProject } from './harness/project';
import { fingerprint, query } from './harness/query';
import { runProcess } from './harness/run-process';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const config = `module.exports = {
  environments: {
    development: () => ({ database: { url: process.env.API_URL } }),
    production: () => ({
      database: { url: process.env.API_URL },
      migrations: { backupBeforeMigration: true, backup: { directory: '../../dumps', keep: 1 } },
    }),
  },
};
`;

needingPgDump(describe)('nx run api:migrate', () => {
  let workspace: Workspace;
  let server: TestServer;
  let api: TestDatabase;
  const outputs: string[] = [];

  beforeAll(async () => {
    [workspace, server] = await Promise.all([
      createWorkspace({ nxVersion: mainNxVersion }),
      startTestServer({ major: 15 }),
    ]);
    api = await server.createDatabase('api');
    registerPlugin(workspace);
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      config,
      migrations: { '0001_users': ['CREATE TABLE users (id integer);\n', 'DROP TABLE users;\n'] },
    });
    await workspace.commit('a project');
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  it('--dry-run --backup says where a backup would go, and writes none', async () => {
    const before = await fingerprint(api);
    const { code, output } = await nx('run', 'api:migrate', '--dry-run', '--backup');
    expect(code).toBe(0);
    expect(output).toMatch(/backup +would be written to .*\/apps\/api\/\.pgrestify\/backups by \S*pg_dump \d/);
    expect(await fingerprint(api)).toBe(before);
    expect(workspace.has('apps/api/.pgrestify/backups')).toBe(false);
  });

  it('--backup takes one that pg_restore reads, only for its owner, and git does not see it', async () => {
    const { code, output } = await nx('run', 'api:migrate', '--backup', '--json');
    expect(code).toBe(0);
    const { path, sizeBytes } = JSON.parse(/^\{.*"backup-finished".*\}$/m.exec(output)?.[0] ?? '{}');
    expect(statSync(path)).toMatchObject({ size: sizeBytes });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(execFileSync('pg_restore', ['--list', path], { encoding: 'utf8' })).toContain('Format: CUSTOM');
    expect(await workspace.git('status', '--porcelain')).not.toContain('backups');
  });

  it('takes one in an environment that asks for it, keeps as many as it says, and --no-backup takes none', async () => {
    const production = ['run', 'api:migrate', '--configuration=production', '--accept-stamp=development'];
    for (const id of ['0002_a', '0003_b']) {
      writeMigration(workspace, 'apps/api', id, `CREATE TABLE t${id} ();\n`);
      expect((await nx(...production)).code).toBe(0);
    }
    expect(dumps()).toEqual([expect.stringMatching(/^api-production-.*\.dump$/)]);
    const before = dumps();
    writeMigration(workspace, 'apps/api', '0004_c', 'CREATE TABLE c ();\n');
    const { code, output } = await nx(...production, '--no-backup');
    expect(code).toBe(0);
    expect(output).not.toContain('backed up');
    expect(dumps()).toEqual(before);
  });

  it('that fails after its backup ends with the command that restores it', async () => {
    writeMigration(workspace, 'apps/api', '0005_d', 'CREATE TABLE users ();\n');
    const { code, output } = await nx('run', 'api:migrate', '--backup');
    expect(code).not.toBe(0);
    expect(output).toMatch(/^restore with: createdb .* && \S*pg_restore --exit-on-error .*\.dump$/m);
  });

  it.each<[string, (variables: Record<string, string>) => Record<string, string>, string]>([
    ['the program is missing', (v) => ({ ...v, PGRESTIFY_PG_DUMP: '/nowhere/pg_dump' }), 'BACKUP_PROGRAM_MISSING'],
    ['pg_dump fails, with all that it knows', () => limitedVariables(), 'BACKUP_FAILED'],
  ])('--backup runs nothing when %s', async (_what, variables, code) => {
    await query(
      api,
      `DO $$ BEGIN CREATE ROLE limited LOGIN PASSWORD 'canaryOfLimited'; EXCEPTION WHEN duplicate_object THEN END $$;
GRANT ALL ON SCHEMA pgrestify, public TO limited; GRANT ALL ON ALL TABLES IN SCHEMA pgrestify TO limited`,
    );
    const [before, files] = [await fingerprint(api), defaultDumps()];
    const result = await run(['run', 'api:migrate', '--backup', '--verbose'], variables(urlVariables({ api })));
    expect(result.code).not.toBe(0);
    expect(result.output).toContain(`refused      ${code}`);
    expect(result.output).toContain('hint:');
    expect(result.output).toContain('--no-backup waives this');
    expect(result.output).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
    expect(await fingerprint(api)).toBe(before);
    expect(defaultDumps()).toEqual(files);
  });

  it.each([
    ['a keep that is no number', { keep: 'all' }, 'environments.production.migrations.backup.keep'],
    ['an unknown key', { folder: 'x' }, 'environments.production.migrations.backup.folder'],
  ])('is refused with %s in the config', async (_what, backup, path) => {
    const text = `module.exports = { environments: { production: { database: { url: 'postgres://u@127.0.0.1:1/d' }, migrations: { backup: ${JSON.stringify(backup)} } } } };\n`;
    workspace.write('apps/api/pgrestify.config.cjs', text);
    const { code, output } = await nx('run', 'api:migrate', '--configuration=production');
    workspace.write('apps/api/pgrestify.config.cjs', config);
    expect(code).not.toBe(0);
    expect(output).toContain(path);
  });

  it('refuses a value of --backup that is none', async () => {
    const { code, output } = await nx('run', 'api:migrate', '--backup=maybe');
    expect(code).not.toBe(0);
    expect(output).toContain('backup');
  });

  it('prints no password, and Nx keeps none', async () => {
    for (const secret of [server.password, 'canaryOfLimited']) {
      expect(outputs.filter((output) => output.includes(secret))).toEqual([]);
      const { output } = await runProcess('grep', ['-rla', '--fixed-strings', secret, '.nx'], {
        cwd: workspace.folder,
      });
      expect(output).toBe('');
    }
  });

  const limitedVariables = () =>
    urlVariables({ api: { ...api, user: 'limited' as 'postgres', password: 'canaryOfLimited' } });
  const listDumps = (folder: string) =>
    existsSync(join(workspace.folder, folder))
      ? readdirSync(join(workspace.folder, folder)).filter((name) => name !== '.gitignore')
      : [];
  const dumps = () => listDumps('dumps');
  const defaultDumps = () => listDumps('apps/api/.pgrestify/backups');
  const nx = (...args: readonly string[]) => run(args, urlVariables({ api }));

  async function run(args: readonly string[], env: Record<string, string>) {
    const result = await workspace.nx(args, { env });
    outputs.push(result.output);
    return result;
  }
});

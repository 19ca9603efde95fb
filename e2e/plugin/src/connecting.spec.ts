import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { registerPlugin, writeMigration, writeProject } from './harness/project';
import { query, tableNames, urlOf } from './harness/query';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

/** That of the feature document, as it stands there. */
const documentedConfig = `// pgrestify.config.js
module.exports = {
  environments: {
    development: {
      database: {
        host: 'localhost',
        port: 5432,
        database: 'myapp_dev',
        username: 'postgres'
      },
      migrations: {
        directory: './sql/migrations',
        includeTestData: true
      }
    },
    
    production: {
      database: {
        // Use environment variables in production
        host: process.env.DB_HOST,
        port: process.env.DB_PORT || 5432,
        database: process.env.DB_NAME,
        username: process.env.DB_USER
      },
      migrations: {
        directory: './sql/migrations',
        requireConfirmation: true,
        backupBeforeMigration: true
      }
    }
  }
};
`;

const canary = 'canaryOfAnEnvFile';

describe('connecting', () => {
  let workspace: Workspace;
  let server: TestServer;
  let database: TestDatabase;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([
      createWorkspace({ nxVersion: mainNxVersion }),
      startTestServer({ password: `${canary}Right` }),
    ]);
    database = await server.createDatabase('shop');
    registerPlugin(workspace);
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  const nx = async (...args: readonly string[]) => {
    const result = await workspace.nx(args);
    expect(result.output).not.toContain(canary);
    return result;
  };

  it("takes the config of the document as it stands, with values from all of a task's .env files", async () => {
    const names = ['.env.migrate.production', '.env.production', '.env.migrate'];
    const files = [
      ...names.flatMap((name) => [`${name}.local`, name, `.${name.slice('.env.'.length)}.env`]),
      ...['.env.local', '.env'],
    ];
    const paths = [...files.map((file) => join('apps/shop', file)), ...files];
    const values = [
      `DB_HOST=${database.host}`,
      `DB_PORT=${database.port}`,
      'DB_NAME=shop',
      'DB_USER=postgres',
      `PGPASSWORD=${database.password}`,
    ];
    // Each file says its own variable, and the first five also say what is right; the others what is not.
    for (const [at, path] of paths.entries()) {
      const wrong = [
        'DB_HOST=nowhere.invalid',
        'DB_PORT=1',
        'DB_NAME=other',
        'DB_USER=other',
        `PGPASSWORD=${canary}Wrong`,
      ];
      const said = values[at] === undefined ? wrong : [values[at]];
      workspace.write(path, [`SEEN_${at}=yes`, ...said, ''].join('\n'));
    }
    const seen = `for (const at of [${paths.map((_, at) => at)}]) {
  if (process.env.NX_TASK_TARGET_PROJECT && !process.env['SEEN_' + at]) throw new Error('not loaded: file ' + at);
}\n`;
    writeProject(workspace, {
      name: 'shop',
      root: 'apps/shop',
      manifest: 'project.json',
      migrations: { '0001_first': ['CREATE TABLE first ();\n', 'DROP TABLE first;\n'] },
    });
    rmSync(join(workspace.folder, 'apps/shop/pgrestify.config.cjs'));
    workspace.write('apps/shop/pgrestify.config.js', documentedConfig + seen);
    const { code, output } = await nx('run', 'shop:migrate', '--configuration=production', '--confirm', '--no-backup');
    expect([code, output]).toEqual([0, expect.stringContaining('applied      0001_first')]);
    expect(await tableNames(database)).toEqual(['public.first']);
    for (const path of paths) rmSync(join(workspace.folder, path));
  });

  it("looks up what is required in the other project's database by that project's own .env files", async () => {
    const [api, auth] = [await server.createDatabase('api'), await server.createDatabase('auth')];
    const config =
      'module.exports = { environments: { production: () => ({ database: { url: process.env.DATABASE_URL } }) } };\n';
    const require = '-- pgrestify: requires auth:0001\nCREATE TABLE api ();\n';
    const project = { manifest: 'project.json', config } as const;
    writeProject(workspace, { ...project, name: 'api', root: 'apps/api', migrations: { '0001_api': [require] } });
    writeProject(workspace, {
      ...project,
      name: 'auth',
      root: 'apps/auth',
      migrations: { '0001_auth': ['CREATE TABLE auth ();\n'] },
    });
    workspace.write('apps/api/.env.migrate.production', `DATABASE_URL=${urlOf(api)}\n`);
    workspace.write('apps/auth/.env.production', `DATABASE_URL=${urlOf(auth)}\n`);
    const { code, output } = await nx('run', 'api:migrate', '--configuration=production');
    expect([code, output]).toEqual([0, expect.stringContaining('applied      0001_api')]);
    expect([await tableNames(api), await tableNames(auth)]).toEqual([['public.api'], ['public.auth']]);

    // The password of another project's files is no less a secret than one's own.
    workspace.write('apps/auth/.env.production', `DATABASE_URL=${urlOf({ ...auth, password: `${canary}Wrong` })}\n`);
    writeMigration(workspace, 'apps/api', '0002_api', '-- pgrestify: requires auth:0002\nCREATE TABLE b ();\n');
    const refused = await nx(
      'run',
      'api:migrate',
      '--configuration=production',
      '--to=2',
      '--exclude-task-dependencies',
    );
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('AUTHENTICATION_FAILED')]);
  });

  describe('with options', () => {
    beforeAll(() => {
      writeProject(workspace, {
        name: 'late',
        root: 'apps/late',
        manifest: 'project.json',
        config: `module.exports = { environments: { staging: { database: { url: process.env.LATE_URL } } } };\n`,
        migrations: { '0001_late': ['CREATE TABLE late ();\n', 'DROP TABLE late;\n'] },
      });
      workspace.write('apps/late/.env', `LATE_URL=${urlOf({ ...database, database: 'late' })}\n`);
    });

    it('creates a missing database only when it writes, and says otherwise that it is missing', async () => {
      const staging = ['--configuration=staging'];
      const missing = await nx('run', 'late:migrate', ...staging);
      expect([missing.code, missing.output]).toEqual([1, expect.stringContaining('DATABASE_MISSING')]);
      const dry = await nx('run', 'late:migrate', ...staging, '--create-database', '--dry-run');
      expect([dry.code, dry.output]).toEqual([0, expect.stringContaining('does not exist yet')]);
      expect(await query(database, "SELECT FROM pg_database WHERE datname = 'late'")).toEqual([]);
      const made = await nx('run', 'late:migrate', ...staging, '--create-database');
      expect([made.code, made.output]).toEqual([0, expect.stringContaining('created      database late')]);
    });

    it('waits for a server that is started late, and refuses a time that is none', async () => {
      await server.kill();
      const task = workspace.startNx(['run', 'late:status', '--configuration=staging', '--wait-for-database=2min']);
      await task.untilItSays('waiting');
      await server.restart();
      const { code, output } = await task.ended;
      expect([code, output]).toEqual([
        0,
        expect.stringMatching(/waiting +up to 2 min 0 s for the database[\s\S]*connected[\s\S]*0001_late/),
      ]);
      expect(output).not.toContain(canary);

      const bad = await nx('run', 'late:migrate', '--configuration=staging', '--wait-for-database=soon');
      expect([bad.code, bad.output]).toEqual([
        1,
        expect.stringContaining('--wait-for-database=soon is not a duration'),
      ]);
    });
  });
});

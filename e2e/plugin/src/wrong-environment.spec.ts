import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { registerPlugin, urlVariables, writeProject } from './harness/project';
import { fingerprint, query, tableNames } from './harness/query';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

/** Options of each destructive command; the paths are of the project. */
const destructive = [
  ['migrate', '--reset'],
  ['migrate', '--redo'],
  ['migrate', '--rollback-to=0'],
  ['migrate', '--include-test-data'],
  ['migrate', '--file=sql/wipe.sql'],
  ['rollback'],
  ['rollback', '--file=sql/migrations/0001_first/down.sql'],
] as const;

describe('a command for the wrong database', () => {
  let workspace: Workspace;
  let server: TestServer;
  let stamped: TestDatabase;
  let unstamped: TestDatabase;
  let shared: TestDatabase;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion: mainNxVersion }), startTestServer()]);
    [stamped, unstamped] = [await server.createDatabase('stamped'), await server.createDatabase('unstamped')];
    shared = await server.createDatabase('shared');
    registerPlugin(workspace);
    // At a terminal Nx would ask a question of its own first.
    workspace.write('nx.json', JSON.stringify({ ...JSON.parse(workspace.read('nx.json')), analytics: false }));
    for (const name of ['stamped', 'unstamped', 'billing', 'shop']) {
      const root = `apps/${name}`;
      writeProject(workspace, {
        name,
        root,
        manifest: 'project.json',
        migrations: { '0001_first': [`CREATE TABLE ${name} (id integer);\n`, `DROP TABLE ${name};\n`] },
      });
      workspace.write(`${root}/sql/test-data/some.sql`, `INSERT INTO ${name} VALUES (1);\n`);
      workspace.write(`${root}/sql/wipe.sql`, `DELETE FROM ${name};\n`);
    }
    await query(unstamped, 'CREATE TABLE unstamped (id integer); INSERT INTO unstamped VALUES (7)');
    await ok('run', 'stamped:migrate', '--configuration=production');
    await query(stamped, 'INSERT INTO stamped VALUES (7)');
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  it.each(destructive.flatMap((command) => [[command, [] as string[]] as const, [command, ['--confirm']] as const]))(
    'touches nothing: %j %j',
    async ([target, ...options], confirm) => {
      const before = await contents();
      const projects = ['-p', 'stamped', 'unstamped'];
      const { code, output } = await nx(['run-many', '-t', target, ...projects, ...options, ...confirm]);
      expect(code).not.toBe(0);
      expect(output).toContain('STAMP_MISMATCH: The database belongs to environment "production" of stamped');
      expect(output).toContain('STAMP_MISSING: The database holds tables and no stamp of unstamped');
      expect(await contents()).toEqual(before);
    },
  );

  it('touches nothing: a migrate of another environment, until it names the stamp', async () => {
    const before = await contents();
    const { code, output } = await nx(['run', 'stamped:migrate', '--confirm']);
    expect(code).not.toBe(0);
    expect(output).toContain('--accept-stamp=production waives this');
    expect(await contents()).toEqual(before);
    expect(await ok('run', 'stamped:migrate', '--accept-stamp=production')).toContain('Nothing to do.');
  });

  it('drops no other project with a reset that does not name it', async () => {
    await ok('run-many', '-t', 'migrate', '-p', 'billing', 'shop', '--parallel=1');
    const before = await fingerprint(shared);
    const { code, output } = await nx(['run', 'shop:migrate', '--reset', '--confirm']);
    expect(code).not.toBe(0);
    expect(output).toContain('RESET_SHARED: --reset would drop what billing has in this database, too');
    expect(await fingerprint(shared)).toBe(before);
    await ok('run', 'shop:migrate', '--reset', '--also-reset=billing', '--confirm');
    expect(await tableNames(shared)).toEqual(['public.shop']);
  });

  it('resets with the hash that a dry run of that reset printed, and with no other', async () => {
    const dryRun = await ok('run', 'shop:migrate', '--reset', '--dry-run');
    const hash = /The plan is (p[0-9a-f]{16})/.exec(dryRun)?.[1];
    const { code, output } = await nx(['run', 'shop:migrate', '--reset', '--confirm=p0123456789abcdef']);
    expect(code).not.toBe(0);
    expect(output).toContain(`CONFIRMATION_REQUIRED: The plan is ${hash}, not p0123456789abcdef`);
    await query(shared, 'CREATE TABLE left_over ()');
    expect((await nx(['run', 'shop:migrate', '--reset', `--confirm=${hash}`])).output).toContain(
      'CONFIRMATION_REQUIRED',
    );
    await query(shared, 'DROP TABLE left_over');
    expect(await ok('run', 'shop:migrate', '--reset', `--confirm=${hash}`)).toContain(
      'dropped schema public (1 table)',
    );
  });

  it('asks at a terminal, and takes only the name of the environment for a yes', async () => {
    for (const [answer, outcome] of [
      ['yes\n', 'Refused: nothing was run.'],
      ['development\n', 'Done: 1 applied'],
    ] as const) {
      const asking = workspace.startNxAtTerminal(['run', 'shop:migrate', '--reset'], {
        env: { ...variables(), CI: '' },
      });
      await asking.untilItSays('Type development to go on');
      asking.type(answer);
      expect((await asking.ended).output).toContain(outcome);
    }
  });

  it('is refused at a terminal where Ctrl+C is the answer', async () => {
    const before = await fingerprint(shared);
    const asking = workspace.startNxAtTerminal(['run', 'shop:migrate', '--reset'], { env: { ...variables(), CI: '' } });
    await asking.untilItSays('Type development to go on');
    asking.type('\x03');
    expect((await asking.ended).code).not.toBe(0);
    expect(await fingerprint(shared)).toBe(before);
  });

  async function contents(): Promise<unknown> {
    return Promise.all(
      [stamped, unstamped].map(async (database) => [
        await fingerprint(database),
        await query(database, `SELECT * FROM ${database.database}`),
      ]),
    );
  }

  function variables(): Record<string, string> {
    return urlVariables({ stamped, unstamped, billing: shared, shop: shared });
  }

  function nx(args: readonly string[]) {
    return workspace.nx(args, { env: variables() });
  }

  function ok(...args: readonly string[]): Promise<string> {
    return workspace.nxOk(args, { env: variables() });
  }
});

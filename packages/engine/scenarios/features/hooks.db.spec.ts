import type { HookName } from '../../src/migrations/hooks/hook';
import type { RunResult } from '../../src/run/command';
import { shadowStopped } from '../../testing/processes/shadow-stopped';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

// SQL of the config that runs around a run, and around each script in it, on a real server.

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);

const hooks: Readonly<Record<HookName, string>> = {
  beforeRun: 'sql/hooks/before-run.sql',
  beforeEach: 'sql/hooks/before-each.sql',
  afterEach: 'sql/hooks/after-each.sql',
  afterRun: 'sql/hooks/after-run.sql',
};
const path = (name: HookName) => `apps/api/${hooks[name]}`;

/** Each notes that it ran, as whom, and what it was told. */
const noting = (name: HookName) => `INSERT INTO public.seen (hook, who, command, migration, direction, outcome) VALUES
('${name}', current_user, current_setting('pgrestify.command'), current_setting('pgrestify.migration'),
 current_setting('pgrestify.direction'), current_setting('pgrestify.outcome')) -- and no semicolon`;

async function seen(): Promise<readonly string[]> {
  const { rows } = await client.query(
    "SELECT concat_ws(' ', hook, command, nullif(migration, ''), nullif(direction, ''), nullif(outcome, '')) AS line FROM public.seen ORDER BY n",
  );
  return rows.map(({ line }) => line);
}

async function events(): Promise<readonly string[]> {
  const { rows } = await client.query(
    "SELECT concat_ws(' ', action, id, outcome) AS line FROM pgrestify.migration_events ORDER BY event_id",
  );
  return rows.map(({ line }) => line);
}

beforeEach(async () => {
  await client.query(
    `CREATE TABLE public.seen (n int GENERATED ALWAYS AS IDENTITY, hook text, who text, command text, migration text, direction text, outcome text);
GRANT ALL ON public.seen TO PUBLIC`,
  );
});

const failed = ({ steps }: RunResult) => steps.find(({ outcome }) => outcome === 'failed');

describe('all four', () => {
  const project = useProject(database, { hooks });

  beforeEach(() => {
    for (const [name, file] of Object.entries(hooks)) {
      project.write(file.slice('sql/'.length), noting(name as HookName));
    }
    project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
    project.migration('002_b', 'CREATE TABLE b ();\nCREATE TABLE c () -- the last', 'DROP TABLE b, c;');
  });

  it('run around the run and around each script, and are recorded', async () => {
    const { outcome } = await project.migrate();
    expect(outcome).toBe('succeeded');
    expect(await seen()).toEqual([
      'beforeRun migrate',
      'beforeEach migrate 001_a up',
      'afterEach migrate 001_a up',
      'beforeEach migrate 002_b up',
      'afterEach migrate 002_b up',
      'afterRun migrate succeeded',
    ]);
    expect(await events()).toEqual([
      'beforeRun beforeRun succeeded',
      'beforeEach 001_a succeeded',
      'afterEach 001_a succeeded',
      'up 001_a succeeded',
      'beforeEach 002_b succeeded',
      'afterEach 002_b succeeded',
      'up 002_b succeeded',
      'afterRun afterRun succeeded',
      'run succeeded',
    ]);
  });

  it('run around a rollback as well, and are told so', async () => {
    await project.migrate();
    await client.query('TRUNCATE seen');
    const { outcome } = await project.rollback();
    expect(outcome).toBe('succeeded');
    expect(await seen()).toEqual([
      'beforeRun rollback',
      'beforeEach rollback 002_b down',
      'afterEach rollback 002_b down',
      'afterRun rollback succeeded',
    ]);
  });

  it('are left alone by a run with nothing to do, a refused one and a dry one', async () => {
    await project.migrate({ dryRun: true });
    expect(await seen()).toEqual([]);
    project.migration('003_c', 'CREATE TABLE (;');
    expect((await project.migrate({ to: '001' })).outcome).toBe('succeeded');
    await client.query('TRUNCATE seen');
    expect((await project.migrate({ to: '001' })).outcome).toBe('nothing-to-do');
    expect(await seen()).toEqual([]);
  });

  it('are said by a dry run, each Each once', async () => {
    await project.migrate({ dryRun: true });
    const planned = project.events.flatMap((event) =>
      event.type === 'step-planned' || event.type === 'hook-planned' ? [event.path] : [],
    );
    expect(planned).toEqual([
      path('beforeEach'),
      path('afterEach'),
      path('beforeRun'),
      'apps/api/sql/migrations/001_a/up.sql',
      'apps/api/sql/migrations/002_b/up.sql',
      path('afterRun'),
    ]);
  });

  it('are said to who is asked to confirm', async () => {
    const asked = createTestProject(database, {
      hooks,
      workspacePath: project.settings.workspacePath,
      migrations: { requireConfirmation: true },
    });
    const [refusal] = (await asked.migrate()).refusals;
    expect(refusal?.message.split('\n').slice(1)).toEqual([
      `  beforeEach of each script: ${path('beforeEach')}`,
      `  afterEach of each script: ${path('afterEach')}`,
      `  1. hook   beforeRun  ${path('beforeRun')}`,
      '  2. apply  001_a',
      '  3. apply  002_b',
      `  4. hook   afterRun   ${path('afterRun')}`,
    ]);
  });

  it('beforeRun that fails ends also a run that goes on after failures', async () => {
    project.write('hooks/before-run.sql', 'SELECT 1 / 0;');
    const { steps } = await project.migrate({ force: true });
    expect(steps.map(({ outcome }) => outcome)).toEqual(['failed', 'not-run', 'not-run', 'not-run']);
  });

  it.each(Object.keys(hooks) as HookName[])('the text of %s is a part of the plan', async (name) => {
    const hashOf = async () => {
      await project.migrate({ dryRun: true });
      return project.events.flatMap((event) => (event.type === 'run-finished' ? [event.planHash] : []))[0];
    };
    const before = await hashOf();
    project.write(hooks[name].slice('sql/'.length), 'SELECT 2');
    expect(await hashOf()).not.toBe(before);
  });

  it('beforeRun that fails leaves everything as it was, and says where', async () => {
    project.write('hooks/before-run.sql', 'SELECT 1;\n  SELECT 1 / 0;');
    const result = await project.migrate();
    expect(result.outcome).toBe('failed');
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['failed', 'not-run', 'not-run', 'not-run']);
    expect(failed(result)?.error).toMatchObject({
      code: 'HOOK_FAILED',
      message: `${path('beforeRun')}:2:3: beforeRun: division by zero (SQLSTATE 22012).`,
      location: { path: path('beforeRun'), line: 2, column: 3 },
    });
    expect(await seen()).toEqual([]);
    expect(await events()).toEqual(['beforeRun beforeRun failed', 'run failed']);
  });

  it('afterRun that fails fails the run, and all that was applied stays', async () => {
    project.write('hooks/after-run.sql', 'ANALYSE nowhere');
    const result = await project.migrate();
    expect(result.outcome).toBe('failed');
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded', 'succeeded', 'failed']);
    expect(failed(result)?.error?.message).toBe(
      `${path('afterRun')}:1:1: afterRun: relation "nowhere" does not exist (SQLSTATE 42P01).`,
    );
    expect((await events()).slice(-3)).toEqual(['up 002_b succeeded', 'afterRun afterRun failed', 'run failed']);
    expect((await project.status()).migrations.map(({ state }) => state)).toEqual(['applied', 'applied']);
  });

  it('afterRun runs also after a script that failed, and is told', async () => {
    project.migration('002_b', 'CREATE TABLE a ();');
    expect((await project.migrate()).outcome).toBe('failed');
    expect(await seen()).toEqual([
      'beforeRun migrate',
      'beforeEach migrate 001_a up',
      'afterEach migrate 001_a up',
      'afterRun migrate failed',
    ]);
  });

  it('afterRun runs also after an interruption, and is told', async () => {
    const interruption = new AbortController();
    project.migration('002_b', 'SELECT pg_sleep(3600);');
    const running = project.migrate({}, interruption.signal);
    await untilSleeping();
    interruption.abort();
    expect((await running).outcome).toBe('cancelled');
    expect((await seen()).at(-1)).toBe('afterRun migrate cancelled');
  });

  async function untilSleeping(): Promise<void> {
    const { rows } = await client.query("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    if (rows.length === 0) await untilSleeping();
  }

  it.each<[string, HookName, string, string, string]>([
    [
      'a syntax error',
      'beforeEach',
      'SELECT 1;\nSELEC 2',
      ':2:1: beforeEach of 001_a: syntax error at or near "SELEC"',
      '42601',
    ],
    [
      'an end in the middle',
      'beforeEach',
      'SELECT 1 +',
      ':1:11: beforeEach of 001_a: syntax error at end of input',
      '42601',
    ],
    [
      'an unknown name',
      'beforeEach',
      'SELECT 1;\n\tSELECT nothing;',
      ':2:9: beforeEach of 001_a: column "nothing" does not exist',
      '42703',
    ],
    [
      'an error without a position',
      'beforeEach',
      'SELECT 1;\nSELECT 1/0;',
      ':2:1: beforeEach of 001_a: division by zero',
      '22012',
    ],
    [
      'a syntax error',
      'afterEach',
      '-- ä 🐘\nSELEC 2',
      ':2:1: afterEach of 001_a: syntax error at or near "SELEC"',
      '42601',
    ],
    [
      'an end in the middle',
      'afterEach',
      'SELECT 1 +',
      ':1:11: afterEach of 001_a: syntax error at end of input',
      '42601',
    ],
    [
      'an unknown name',
      'afterEach',
      'SELECT 1;\n\tSELECT nothing;',
      ':2:9: afterEach of 001_a: column "nothing" does not exist',
      '42703',
    ],
    [
      'an error without a position',
      'afterEach',
      'SELECT 1;\nSELECT 1/0;',
      ':2:1: afterEach of 001_a: division by zero',
      '22012',
    ],
  ])('%s in %s is told in its file, and nothing of the step is kept', async (_, name, sql, place, state) => {
    project.write(hooks[name].slice('sql/'.length), sql);
    const result = await project.migrate();
    expect(failed(result)?.step.id).toBe('001_a');
    expect(failed(result)?.error).toMatchObject({
      code: 'HOOK_FAILED',
      message: `${path(name)}${place} (SQLSTATE ${state}).`,
    });
    expect(failed(result)?.error?.location?.path).toBe(path(name));
    expect((await project.status()).migrations.map(({ state: now }) => now)).toEqual(['pending', 'pending']);
    expect((await client.query("SELECT to_regclass('a') AS a")).rows).toEqual([{ a: null }]);
  });

  it('an error in the script is told in the script', async () => {
    project.migration('001_a', 'SELECT 1;\nSELECT 1/0');
    const { error } = failed(await project.migrate()) ?? {};
    expect(error).toMatchObject({
      code: 'STEP_FAILED',
      message: 'apps/api/sql/migrations/001_a/up.sql:2:1: division by zero (SQLSTATE 22012).',
    });
  });

  it('a deferred constraint of the script fails the script, and not the hook after it', async () => {
    project.migration(
      '001_a',
      `CREATE TABLE a (id int PRIMARY KEY, parent int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
INSERT INTO a VALUES (1, 2);`,
    );
    expect(failed(await project.migrate())?.error).toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining('001_a/up.sql:2:28, at its end, as a deferred constraint'),
    });
  });

  it('steps that are sent ahead are sent with their hooks, and one that fails in a hook is told there', async () => {
    for (let n = 3; n < 30; n += 1) project.migration(`0${n}_t`.padStart(5, '0'), `CREATE TABLE t${n} ();`);
    project.write(
      'hooks/after-each.sql',
      `DO $$ BEGIN IF current_setting('pgrestify.migration') LIKE '%17_t' THEN RAISE 'not here'; END IF; END $$`,
    );
    const result = await project.migrate();
    expect(failed(result)).toMatchObject({
      step: { id: '017_t' },
      error: { code: 'HOOK_FAILED', location: { path: path('afterEach'), line: 1, column: 1 } },
    });
    expect(result.steps.filter(({ outcome }) => outcome === 'not-run')).toHaveLength(12);
    expect((await seen()).at(-1)).toBe('afterRun migrate failed');
  });
});

const whoRan = async () => (await client.query('SELECT who FROM public.seen ORDER BY n')).rows.map(({ who }) => who);

async function owner(table: string): Promise<string> {
  const { rows } = await client.query('SELECT tableowner FROM pg_tables WHERE tablename = $1', [table]);
  return rows[0]?.tableowner;
}

describe('of development', () => {
  const project = useProject(database, { hooks, development: true });

  beforeEach(() => {
    for (const file of Object.values(hooks)) project.write(file.slice('sql/'.length), 'SELECT FROM public.seen;');
    project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
  });

  it('run behind a reset, on what it leaves', async () => {
    await project.migrate();
    project.write('hooks/before-run.sql', 'CREATE TABLE public.seen ();');
    expect((await project.migrate({ reset: true, confirm: true })).outcome).toBe('succeeded');
    expect((await events()).slice(0, 3)).toEqual([
      'reset succeeded',
      'beforeRun beforeRun succeeded',
      'beforeEach 001_a succeeded',
    ]);
  });

  it('run on the copy of a rehearsal, and fail it', async () => {
    // Nobody may be connected to what is copied.
    const rehearsed = createTestProject(await server.createDatabase(), { hooks, development: true });
    for (const file of Object.values(hooks)) rehearsed.write(file.slice('sql/'.length), 'SELECT 1;');
    rehearsed.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
    const { outcome, rehearsal } = await rehearsed.migrate({ test: true });
    expect([outcome, rehearsal?.scripts.map(({ id }) => id)]).toEqual(['succeeded', ['001_a']]);
    rehearsed.write('hooks/after-each.sql', 'SELECT 1 / 0;');
    const failing = await rehearsed.migrate({ test: true });
    expect(failing.outcome).toBe('failed');
    expect(failing.rehearsal?.scripts[0]?.up.error).toMatchObject({ code: 'HOOK_FAILED' });
    rehearsed.dispose();
  });
});

describe('a role that beforeEach sets', () => {
  const project = useProject(database, { hooks: { beforeEach: hooks.beforeEach, afterEach: hooks.afterEach } });

  beforeEach(async () => {
    await client.query(`DO $$ BEGIN CREATE ROLE hook_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT ALL ON SCHEMA public TO hook_owner`);
    project.write('hooks/after-each.sql', noting('afterEach'));
  });

  it.each(['SET ROLE hook_owner', 'SET LOCAL ROLE hook_owner', 'SET SESSION AUTHORIZATION hook_owner'])(
    '%s holds for the script, and neither for its history nor for another session',
    async (set) => {
      project.write('hooks/before-each.sql', set);
      project.migration('001_a', 'CREATE TABLE a (); SELECT set_config($$search_path$$, $$pg_catalog$$, false);');
      project.migration('002_b', 'CREATE TABLE public.b ();');
      expect((await project.migrate()).outcome).toBe('succeeded');
      expect([await owner('a'), await owner('b'), await owner('migrations')]).toEqual([
        'hook_owner',
        'hook_owner',
        database.user,
      ]);
      expect(await whoRan()).toEqual(['hook_owner', 'hook_owner']);
    },
  );

  it('holds for each part of a script outside a transaction, also of one that goes on', async () => {
    project.write('hooks/before-each.sql', 'SET ROLE hook_owner');
    project.migration(
      '001_a',
      `CREATE TABLE a (id int);
CREATE INDEX CONCURRENTLY a_id ON a (id);
CREATE TABLE b ();
SELECT 1 / (SELECT count(*) FROM public.seen WHERE who = 'go');
CREATE TABLE c ();`,
    );
    expect(failed(await project.migrate())?.error).toMatchObject({
      code: 'STEP_FAILED',
      location: { path: 'apps/api/sql/migrations/001_a/up.sql', line: 4 },
    });
    expect(await whoRan()).toEqual([]);
    await client.query("INSERT INTO public.seen (who) VALUES ('go')");
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect([await owner('a'), await owner('b'), await owner('c')]).toEqual(['hook_owner', 'hook_owner', 'hook_owner']);
    expect(await whoRan()).toEqual(['go', 'hook_owner']);
    expect(await events()).toEqual([
      'beforeEach 001_a succeeded',
      'up 001_a failed',
      'run failed',
      'beforeEach 001_a succeeded',
      'afterEach 001_a succeeded',
      'up 001_a succeeded',
      'run succeeded',
    ]);
  });
});

describe('scripts of every kind', () => {
  const project = useProject(database, {
    hooks: { beforeEach: hooks.beforeEach, afterEach: hooks.afterEach },
    development: true,
    environment: 'development',
  });

  beforeEach(() => {
    project.write('hooks/before-each.sql', noting('beforeEach'));
    project.write('hooks/after-each.sql', noting('afterEach'));
  });

  const around = (id: string, direction = 'up') => [
    `beforeEach migrate ${id} ${direction}`,
    `afterEach migrate ${id} ${direction}`,
  ];

  it('have both: repeatable scripts, versioned ones, test data, and what --file names', async () => {
    project.write('schemas/01.sql', 'CREATE TABLE IF NOT EXISTS s ();');
    project.migration('001_a', 'CREATE TABLE a ();');
    project.write('repeatable/v.sql', 'CREATE OR REPLACE VIEW v AS SELECT 1;');
    project.write('test-data/d.sql', 'INSERT INTO s DEFAULT VALUES;');
    project.write('extra.sql', 'INSERT INTO s DEFAULT VALUES;');
    await project.migrate();
    await project.migrate({ includeTestData: true });
    await project.migrate({ file: 'apps/api/sql/extra.sql' });
    expect(await seen()).toEqual(
      ['schemas/01.sql', '001_a', 'repeatable/v.sql', 'test-data/d.sql', 'apps/api/sql/extra.sql'].flatMap((id) =>
        around(id),
      ),
    );
  });

  it('have both on either way of --redo, and none where only history is changed', async () => {
    project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
    await project.migrate({ baseline: '001_a' });
    expect(await seen()).toEqual([]);
    await client.query('CREATE TABLE a ()');
    project.migration('001_a', 'CREATE TABLE a (id int);', 'DROP TABLE a;');
    expect((await project.migrate({ redo: true })).outcome).toBe('succeeded');
    expect(await seen()).toEqual([...around('001_a', 'down'), ...around('001_a')]);
  });

  it('have both where a script has no statement, is sent in batches, or ends outside a transaction', async () => {
    project.migration('001_empty', '-- nothing\n', '-- nothing\n');
    project.migration('002_large', `CREATE TABLE l ();\n-- ${'x'.repeat(8 * 1024 * 1024)}\nSELECT 1`);
    project.migration('003_alone', 'CREATE TABLE p (id int);\nCREATE INDEX CONCURRENTLY p_id ON p (id)');
    expect((await project.migrate({ allowEmpty: true })).outcome).toBe('succeeded');
    expect(await seen()).toEqual(['001_empty', '002_large', '003_alone'].flatMap((id) => around(id)));
  });

  it.each<[string, HookName, string]>([
    ['002_large', 'beforeEach', `CREATE TABLE l ();\n-- ${'x'.repeat(8 * 1024 * 1024)}\nSELECT 1`],
    ['002_large', 'afterEach', `CREATE TABLE l ();\n-- ${'x'.repeat(8 * 1024 * 1024)}\nSELECT 1`],
    ['003_parts', 'beforeEach', '-- pgrestify: transaction off\nCREATE TABLE l (id int);\nSELECT 1'],
    ['003_parts', 'afterEach', '-- pgrestify: transaction off\nCREATE TABLE l (id int);\nSELECT 1'],
    ['003_alone', 'afterEach', 'CREATE TABLE l (id int);\nCREATE INDEX CONCURRENTLY l_id ON l (id)'],
  ])('%s that fails in %s is told in the hook, and runs on once that is mended', async (id, name, up) => {
    project.migration(id, up);
    project.write(hooks[name].slice('sql/'.length), "SELECT 1;\n SELECT 1 / 0, 'a text'");
    expect(failed(await project.migrate())?.error).toMatchObject({
      code: 'HOOK_FAILED',
      message: `${path(name)}:2:2: ${name} of ${id}: division by zero (SQLSTATE 22012).`,
    });
    expect(failed(await project.migrate())?.error?.code).toBe('HOOK_FAILED');
    project.write(hooks[name].slice('sql/'.length), noting(name));
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await seen()).at(-1)).toBe(`afterEach migrate ${id} up`);
    expect(await project.status()).toMatchObject({ migrations: [{ state: 'applied' }] });
  });

  it('one of which all is done but afterEach says so, and ends also when the hook is gone', async () => {
    project.migration('001_alone', 'CREATE TABLE l (id int);\nCREATE INDEX CONCURRENTLY l_id ON l (id)');
    project.write('hooks/after-each.sql', 'SELECT 1 / 0');
    expect(failed(await project.migrate())?.error?.hint).toBe(
      'Correct the hook, and run again. All of the script is in the database. The next run goes on at its afterEach.',
    );
    expect(await project.status()).toMatchObject({
      migrations: [{ state: 'failed', row: { unitsDone: 2, unitsTotal: 2 } }],
    });
    const { workspacePath } = project.settings;
    const withoutHooks = createTestProject(database, { workspacePath, development: true, environment: 'development' });
    expect((await withoutHooks.migrate()).outcome).toBe('succeeded');
    expect(await project.status()).toMatchObject({ migrations: [{ state: 'applied' }] });
  });

  it('one that the server takes apart has them all the same', async () => {
    project.migration(
      '001_parts',
      'CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF parts DEFAULT;',
    );
    project.migration('002_reindex', 'SELECT 1;\nREINDEX TABLE parts;');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await seen()).toEqual([...around('001_parts'), ...around('002_reindex')]);
  });
});

describe('hooks that cannot run', () => {
  const project = useProject(database, { hooks: { beforeEach: hooks.beforeEach } });

  beforeEach(() => project.migration('001_a', 'CREATE TABLE a ();'));

  it.each<[string, string | Buffer, string]>([
    ['an empty file', '', ':1:1: beforeEach: It has no statement.'],
    ['a comment alone', '-- later', ':1:1: beforeEach: It has no statement.\n1 | -- later\n  | ^'],
    ['a command of psql', 'SELECT 1;\n\\i other.sql', ':2:1: beforeEach: '],
    ['what is not UTF-8', Buffer.from([0x53, 0xff]), ':1:2: beforeEach: '],
    ['a transaction of its own', 'BEGIN; SELECT 1; COMMIT;', ':1:1: beforeEach: BEGIN and COMMIT of a hook are ours.'],
    ['COMMIT in the middle', 'SELECT 1;\nCOMMIT;', ':2:1: beforeEach: '],
    [
      'what no transaction may hold',
      'SELECT 1;\nVACUUM;',
      ':2:1: beforeEach: VACUUM cannot be in a transaction, and a hook is in one.',
    ],
    [
      'COPY data',
      'SELECT 1;\nCOPY a FROM stdin;\n\\.\n',
      ':2:1: beforeEach: COPY … FROM stdin cannot be in a hook: write INSERT.',
    ],
    [
      'a level of its own',
      'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT 1',
      ':1:47: beforeEach: A hook runs at the isolation of its script, and asks for SERIALIZABLE.',
    ],
    [
      'a directive',
      '-- pgrestify: transaction off\nSELECT 1',
      ':1:15: beforeEach: pgrestify directive: `transaction` means nothing here; known are none.',
    ],
    ['the history', 'DROP TABLE pgrestify.migrations', ':1:12: beforeEach: '],
    ['an open quote', "SELECT 'a", ':1:8: beforeEach: '],
  ])('%s is refused before anybody connects', async (_, sql, message) => {
    project.write('hooks/before-each.sql', sql);
    await expect(project.migrate()).rejects.toMatchObject({
      code: 'HOOK_INVALID',
      message: expect.stringContaining(`${path('beforeEach')}${message}`),
    });
    expect(project.events.map(({ type }) => type)).toEqual(['run-started']);
  });

  it('a file that is not there, and a folder, are refused with the key of the config', async () => {
    await expect(project.migrate()).rejects.toMatchObject({
      code: 'HOOK_INVALID',
      message: `${path('beforeEach')}: beforeEach: there is no such file.`,
      hint: 'Write the file, or correct hooks.beforeEach of the config: it is relative to the project.',
    });
    project.write('hooks/before-each.sql/inside.sql', 'SELECT 1');
    await expect(project.rollback({ to: 0 })).rejects.toMatchObject({
      code: 'HOOK_INVALID',
      message: expect.stringContaining('it is a folder'),
    });
  });
});

describe('a hook outside of the workspace', () => {
  const project = useProject(database, { hooks: { afterRun: '../../../elsewhere.sql' } });

  it('is refused, with where it may be', async () => {
    await expect(project.migrate()).rejects.toMatchObject({
      code: 'HOOK_INVALID',
      message: expect.stringMatching(/^\.\.\/elsewhere\.sql: afterRun: it is outside the workspace\.$/),
      hint: 'Name a file of the workspace in hooks.afterRun of the config.',
    });
  });
});

describe('with --no-lock', () => {
  const project = useProject(database, {
    hooks: { beforeEach: hooks.beforeEach, afterEach: hooks.afterEach, afterRun: hooks.afterRun },
  });

  it('statements of hooks that would block are refused in their file, each once', async () => {
    await client.query('CREATE TABLE big AS SELECT 1 AS id');
    for (const [name, file] of Object.entries(hooks)) {
      project.write(file.slice('sql/'.length), name === 'afterRun' ? 'CREATE INDEX ON big (id);' : 'SELECT 1');
    }
    project.write('hooks/after-each.sql', 'SELECT 1;\nALTER TABLE big ALTER id TYPE bigint;');
    project.migration('001_a', 'CREATE TABLE a ();');
    project.migration('002_b', 'CREATE TABLE b ();');
    const { refusals } = await project.migrate({ lock: false, acceptExisting: true });
    expect(refusals.map(({ code, message }) => `${code} ${message.split(': ')[0]}`)).toEqual([
      `BLOCKING_STATEMENT ${path('afterEach')}:2:1`,
      `BLOCKING_STATEMENT ${path('afterRun')}:1:1`,
    ]);
  });

  it('what a hook locks in the transaction of a script is held while that works', async () => {
    await client.query('CREATE TABLE big AS SELECT 1 AS id');
    project.write('hooks/before-each.sql', 'LOCK TABLE big;');
    project.write('hooks/after-each.sql', 'SELECT 1');
    project.write('hooks/after-run.sql', 'SELECT 1');
    project.migration('001_a', 'UPDATE big SET id = 2 WHERE id = 1;');
    const { refusals } = await project.migrate({ lock: false, acceptExisting: true });
    expect(refusals.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^apps\/api\/sql\/migrations\/001_a\/up\.sql:1:1: UPDATE .* while .*(LOCK|big)/),
    ]);
  });
});

describe('on shadows', () => {
  let workspacePath: string;
  let project: TestProject;
  beforeAll(() => {
    ({ workspacePath } = createTestProject({ ...server, database: 'postgres' }).settings);
  });
  afterAll(async () => {
    await shadowStopped(workspacePath);
    project.dispose();
  });

  beforeEach(() => {
    project = createTestProject(database, { hooks, workspacePath, driftIgnore: ['public.seen*'] });
    project.clear();
    project.write('hooks/before-run.sql', 'CREATE SCHEMA IF NOT EXISTS app; GRANT ALL ON SCHEMA app TO hook_owner;');
    project.write('hooks/before-each.sql', 'SET ROLE hook_owner; SET search_path = app;');
    project.write('hooks/after-each.sql', 'GRANT SELECT ON ALL TABLES IN SCHEMA app TO PUBLIC;');
    project.write('hooks/after-run.sql', 'ANALYZE app.a;');
    project.migration('001_a', 'CREATE TABLE a (id int);', 'DROP TABLE a;');
    project.migration('002_b', "DO $$ BEGIN ASSERT current_user = 'hook_owner'; END $$;", 'SELECT 1;');
  });

  it('validate runs them as a real run does, and tells which role it had to make', async () => {
    const { outcome, findings, checks } = await project.validate();
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['notice ROLE_MADE']);
    expect(outcome).toBe('succeeded');
    expect(checks.map(({ name }) => name)).toEqual([
      'files',
      'scripts',
      'lint',
      'shadow',
      'requirements',
      'before-run',
      'repeatables',
      'round-trip',
      'repeatables-after',
      'repeatables-again',
      'state',
      'test-data',
      'after-run',
    ]);
  });

  it.each<[HookName, string, string]>([
    ['beforeRun', 'before-run', 'error HOOK_FAILED before-run'],
    ['beforeEach', 'before-each', 'error HOOK_FAILED round-trip'],
    ['afterEach', 'after-each', 'error HOOK_FAILED round-trip'],
    ['afterRun', 'after-run', 'error HOOK_FAILED after-run'],
  ])('validate tells of %s that fails, with its place', async (name, file, told) => {
    project.write(`hooks/${file}.sql`, 'SELECT 1;\nSELECT nothing');
    const { outcome, findings } = await project.validate();
    const [error] = findings.filter(({ severity }) => severity === 'error');
    expect(outcome).toBe('failed');
    expect(error && `${error.severity} ${error.code} ${error.check}`).toBe(told);
    expect(error).toMatchObject({ path: path(name), line: 2, column: 8 });
  });

  it('validate tells of a hook that cannot run, beside what is wrong with scripts', async () => {
    project.write('hooks/before-run.sql', 'SELECT 1;\nVACUUM;');
    const { findings, checks } = await project.validate();
    expect(findings).toMatchObject([
      { check: 'files', code: 'HOOK_INVALID', severity: 'error', path: path('beforeRun'), line: 2, column: 1 },
    ]);
    expect(checks.find(({ name }) => name === 'before-run')?.outcome).toBe('skipped');
  });

  it('--verify compares with what scripts and hooks make', async () => {
    await client.query('DO $$ BEGIN CREATE ROLE hook_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$');
    const { outcome, verification } = await project.migrate({ verify: true });
    expect(verification?.findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
    expect(outcome).toBe('succeeded');
    project.write('hooks/after-run.sql', 'ANALYZE app.to_come;');
    const drift = await project.validate({ afterMigration: true });
    expect(drift.findings.filter(({ severity }) => severity !== 'notice')).toMatchObject([
      { severity: 'warning', code: 'HOOK_FAILED', path: path('afterRun') },
    ]);
  });
});

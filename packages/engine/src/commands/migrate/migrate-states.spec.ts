import { createMemoryDatabase } from '../../../testing/memory/memory-database';
import { createMemoryProject, type MemoryProject, summaryOf } from '../../../testing/memory/memory-project';

type Options = Parameters<typeof createMemoryProject>[0];

/** A project with these migrations, applied. */
async function appliedProject(ids: readonly string[], options: Options = {}): Promise<MemoryProject> {
  const project = createMemoryProject(options);
  for (const id of ids) project.migration(id, `CREATE TABLE "${id}" ();`, `DROP TABLE "${id}";`);
  await project.migrate();
  return project;
}

async function run(project: MemoryProject, options: Parameters<MemoryProject['migrate']>[0] = {}) {
  return summaryOf(await project.migrate(options));
}

async function stateOf(project: MemoryProject, id: string): Promise<string | undefined> {
  return (await project.status()).migrations.find((migration) => migration.id === id)?.state;
}

const noticesOf = ({ events }: MemoryProject) =>
  events.flatMap((event) => (event.type === 'notice-raised' ? [`${event.severity}: ${event.message}`] : []));

/** A run that is refused for this reason, and writes nothing at all: no event either. */
async function expectRefused(project: MemoryProject, refusals: readonly string[], options = {}): Promise<void> {
  const before = project.database.contents();
  expect(await run(project, options)).toEqual({ outcome: 'refused', steps: [], refusals });
  expect(project.events.map(({ type }) => type).filter((type) => type !== 'notice-raised')).toEqual([
    'run-started',
    'run-refused',
    'run-finished',
  ]);
  expect(project.database.contents()).toBe(before);
}

describe('a draft', () => {
  it('is passed over with a warning until it has a statement, and is then no change', async () => {
    const project = createMemoryProject();
    project.migration('0001_a', 'CREATE TABLE a ();');
    project.migration('0002_b', '-- pgrestify: draft\n-- what is to come\n');
    expect(await run(project)).toEqual({ outcome: 'succeeded', steps: ['up 0001_a'], refusals: [] });
    expect(noticesOf(project)).toEqual([expect.stringMatching(/^warning: .*0002_b\/up\.sql: It is a draft/)]);
    expect(await stateOf(project, '0002_b')).toBe('pending');
    expect((await project.migrate({ baseline: '0002_b' })).steps).toEqual([]);
    project.migration('0002_b', '-- pgrestify: draft\nCREATE TABLE b ();');
    expect(await run(project)).toMatchObject({ outcome: 'succeeded', steps: ['up 0002_b'] });
    expect(await stateOf(project, '0002_b')).toBe('applied');
  });
});

describe('a migration without a statement', () => {
  const nothing: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['blanks', ' \n\t\n'],
    ['semicolons', ';\n;'],
    ['comments', '-- to be written\n/* soon */'],
    ['directives', '-- pgrestify: transaction off\n-- pgrestify: lock-timeout 1s\n'],
    ['an empty transaction', 'BEGIN;\n-- to be written\nCOMMIT;'],
  ];
  const developed = (text: string): MemoryProject => {
    const project = createMemoryProject({ environment: 'development', development: true });
    project.migration('001_a', 'CREATE TABLE a ();');
    project.migration('002_b', text);
    return project;
  };

  it.each(nothing)('of %s alone is refused in development, and applied when it is written', async (_what, text) => {
    const project = developed(text);
    await expectRefused(project, ['UP_EMPTY 002_b']);
    expect(noticesOf(project)).toEqual([]);
    expect(await run(project, { file: 'sql/migrations/002_b/up.sql' })).toMatchObject({ refusals: ['UP_EMPTY 002_b'] });
    project.migration('002_b', 'CREATE TABLE b ();');
    expect(await run(project)).toMatchObject({ outcome: 'succeeded', steps: ['up 001_a', 'up 002_b'] });
  });

  it.each(nothing)('of %s alone is applied elsewhere, with a warning', async (_what, text) => {
    const project = createMemoryProject();
    project.migration('001_a', text);
    expect(await run(project)).toMatchObject({ outcome: 'succeeded', steps: ['up 001_a'] });
    expect(noticesOf(project)).toEqual([
      'warning: apps/api/sql/migrations/001_a/up.sql: It has no statement, so applying it changes nothing.',
    ]);
  });

  it('is said with what waives it, and one refusal names all', async () => {
    const project = developed('');
    for (const id of ['003_c', '004_d', '005_e']) project.migration(id, '');
    const { refusals } = await project.migrate();
    expect(refusals).toMatchObject([{ ids: ['002_b', '003_c', '004_d', '005_e'], waivedBy: '--allow-empty' }]);
    expect(refusals[0]?.message).toMatch(
      /^apps\/api\/sql\/migrations\/002_b\/up\.sql, .* and 1 more have no statement\. /,
    );
    expect(refusals[0]?.hint).toContain('-- pgrestify: draft');
    expect(await run(project, { allowEmpty: true })).toMatchObject({ outcome: 'succeeded' });
  });

  it.each([
    ['the option, where it is applied otherwise', {}, { allowEmpty: false }],
    ['the config', { migrations: { allowEmpty: false } }, {}],
  ])('is refused by %s', async (_what, settings, options) => {
    const project = createMemoryProject(settings);
    project.migration('001_a', '');
    await expectRefused(project, ['UP_EMPTY 001_a'], options);
  });

  it('stops nobody where it is applied already, beyond --to, or a script that may be empty', async () => {
    const project = developed('');
    project.write('schemas/01_a.sql', '-- nothing yet');
    expect(await run(project, { to: '001' })).toMatchObject({ outcome: 'succeeded' });
    await project.migrate({ allowEmpty: true });
    project.migration('003_c', 'CREATE TABLE c ();');
    expect(await run(project)).toMatchObject({ outcome: 'succeeded', steps: ['up 003_c'] });
  });
});

describe('a changed migration', () => {
  it.each([
    ['without options', {}],
    ['with --force', { force: true }],
    ['with --out-of-order', { outOfOrder: true }],
  ])('refuses the run %s', async (_what, options) => {
    const project = await appliedProject(['001_a', '002_b']);
    project.migration('001_a', 'CREATE TABLE edited ();');
    project.migration('003_c', 'SELECT 1;');
    expect(await stateOf(project, '001_a')).toBe('changed');
    await expectRefused(project, ['CHANGED 001_a'], options);
  });

  it('is shown as what was edited', async () => {
    const project = await appliedProject(['001_a']);
    project.migration('001_a', 'CREATE TABLE edited ();');
    const [refusal] = (await project.migrate()).refusals;
    expect(refusal?.message.split('\n').slice(1)).toEqual([
      '@@ line 1 @@',
      '- CREATE TABLE "001_a" ();',
      '+ CREATE TABLE edited ();',
    ]);
  });

  it('is none when only line ends or a byte order mark changed', async () => {
    const project = await appliedProject([]);
    project.migration('001_a', 'SELECT 1;\nSELECT 2;\n');
    await project.migrate();
    project.migration('001_a', '\uFEFFSELECT 1;\r\nSELECT 2;\r\n');
    expect(await run(project)).toMatchObject({ outcome: 'nothing-to-do' });
  });

  it('is none when only its down.sql changed', async () => {
    const project = await appliedProject(['001_a']);
    project.migration('001_a', 'CREATE TABLE "001_a" ();', 'DROP TABLE IF EXISTS "001_a";');
    expect(await stateOf(project, '001_a')).toBe('applied');
  });
});

describe('--redo', () => {
  const edited = async (options: Options = { development: true }) => {
    const project = await appliedProject(['001_a', '002_b'], options);
    project.migration('002_b', 'CREATE TABLE edited ();', 'DROP TABLE edited;');
    return project;
  };

  it('undoes the newest changed migration with its stored down and applies it again', async () => {
    const project = await edited();
    expect((await run(project, { redo: true })).steps).toEqual(['down 002_b', 'up 002_b']);
    expect(project.database.contents().executed.slice(-2)).toEqual(['DROP TABLE "002_b"', 'CREATE TABLE edited ()']);
    expect(await stateOf(project, '002_b')).toBe('applied');
  });

  it('is offered by the refusal in development', async () => {
    const { refusals } = await (await edited()).migrate();
    expect(refusals).toMatchObject([{ code: 'CHANGED', ids: ['002_b'], waivedBy: '--redo' }]);
  });

  it('is refused outside development', async () => {
    await expectRefused(await edited({}), ['CHANGED 002_b', 'OPTION_INVALID'], { redo: true });
  });

  it('is refused when a newer migration was applied after it, and when nothing changed', async () => {
    const project = await appliedProject(['001_a', '002_b'], { development: true });
    await expectRefused(project, ['OPTION_INVALID'], { redo: true });
    project.migration('001_a', 'CREATE TABLE edited ();');
    await expectRefused(project, ['OPTION_INVALID 001_a'], { redo: true });
    const [refusal] = (await project.migrate({ redo: true })).refusals;
    expect(refusal?.message).toContain('002_b was applied after it');
    expect(refusal?.hint).toContain('`rollback --steps=2`, then migrate');
    await project.rollback({ steps: 2 });
    expect((await run(project)).steps).toEqual(['up 001_a', 'up 002_b']);
  });

  it('is refused once, with what helps, when history keeps no down', async () => {
    const project = createMemoryProject({ development: true });
    project.migration('001_a', 'CREATE TABLE a ();');
    await project.migrate();
    project.migration('001_a', 'CREATE TABLE edited ();', 'DROP TABLE edited;');
    await expectRefused(project, ['DOWN_MISSING 001_a'], { redo: true });
    const [refusal] = (await project.migrate({ redo: true })).refusals;
    expect(refusal?.hint).toMatch(/^Undo it by hand, say so with `repair --id=001_a --as=pending`, then migrate/);
    await project.repair({ id: '001_a', as: 'pending', confirm: true });
    expect((await run(project)).steps).toEqual(['up 001_a']);
  });
});

describe('a missing migration', () => {
  it('refuses the run while newer files exist', async () => {
    const project = await appliedProject(['001_a', '002_b', '003_c']);
    project.remove('migrations/002_b');
    expect(await stateOf(project, '002_b')).toBe('missing');
    await expectRefused(project, ['MISSING 002_b'], { force: true });
  });

  it('that is newer than every file is ahead: a warning, and nothing to do', async () => {
    const project = await appliedProject(['001_a', '002_b']);
    project.remove('migrations/002_b');
    expect(await stateOf(project, '002_b')).toBe('ahead');
    expect((await run(project)).outcome).toBe('nothing-to-do');
    expect(noticesOf(project)).toEqual(['warning: The database is ahead of these files: 002_b.']);
  });

  it('is a notice when it is a repeatable script', async () => {
    const project = await appliedProject(['001_a']);
    project.write('repeatable/v.sql', 'SELECT 1;');
    await project.migrate();
    project.remove('repeatable/v.sql');
    expect((await run(project)).outcome).toBe('nothing-to-do');
    expect(noticesOf(project)).toEqual([
      'notice: Repeatable scripts are gone, what they made stays: repeatable/v.sql.',
    ]);
  });
});

describe('a migration whose folder was renamed', () => {
  it('is said to be one when its text is that of a missing one', async () => {
    const project = await appliedProject(['001_a', '002_b', '004_d']);
    project.remove('migrations/002_b');
    project.migration('003_b', 'CREATE TABLE "002_b" ();');
    const { refusals } = await project.migrate();
    expect(refusals.find(({ code }) => code === 'MISSING')).toMatchObject({
      message:
        'Applied before, but the files are gone: 002_b. 003_b, which is not applied, has the same text as 002_b: give it that name again.',
      hint: 'Rename 003_b back to 002_b. To keep the new name, record it with `repair --id=003_b --as=applied` and then forget the old one with `repair --id=002_b --missing`; neither runs anything.',
    });
  });

  it.each([
    ['to an older one', '001_z', { development: true }],
    ['to one without a number', 'add-b', {}],
    ['to a newer one', '003_b', {}],
  ])('does not run a second time though it was the newest: %s', async (_to, name, options) => {
    const project = await appliedProject(['001_a', '002_b'], options);
    project.remove('migrations/002_b');
    project.migration(name, 'CREATE TABLE "002_b" ();');
    expect((await run(project)).refusals).toEqual(['MISSING 002_b']);
  });

  it('keeps its new name with the commands of the refusal, and nothing runs', async () => {
    const project = await appliedProject(['001_a', '002_b', '004_d']);
    project.remove('migrations/002_b');
    project.migration('003_b', 'CREATE TABLE "002_b" ();');
    const { executed } = project.database.contents();
    await project.repair({ id: '003_b', as: 'applied', confirm: true });
    await project.repair({ id: '002_b', missing: true, confirm: true });
    expect((await run(project)).outcome).toBe('nothing-to-do');
    expect(project.database.contents().executed).toEqual(executed);
  });

  it('leaves the ways of a missing one to those that are only gone', async () => {
    const project = await appliedProject(['001_a', '002_b', '003_c', '004_d']);
    for (const id of ['002_b', '003_c']) project.remove(`migrations/${id}`);
    project.migration('002_x', 'CREATE TABLE "002_b" ();');
    const missing = (await project.migrate({ outOfOrder: true })).refusals;
    expect(missing.map(({ ids, hint }) => [...ids, hint.includes('rollback --missing')])).toEqual([
      ['002_b', false],
      ['003_c', true],
    ]);
  });
});

describe('migrate --file', () => {
  it('says what it leaves pending before the migration that it applies', async () => {
    const project = await appliedProject(['001_a']);
    for (const id of ['002_b', '003_c']) project.migration(id, `SELECT '${id}';`);
    await project.migrate({ file: 'apps/api/sql/migrations/003_c/up.sql' });
    expect(noticesOf(project)).toEqual([
      'warning: Still pending, though a whole run would apply it before 003_c: 002_b.',
    ]);
  });
});

describe('a migration out of order', () => {
  it('refuses the run outside development, and says what waives it', async () => {
    const project = await appliedProject(['001_a', '003_c']);
    project.migration('002_b', 'SELECT 1;');
    expect(await stateOf(project, '002_b')).toBe('out-of-order');
    await expectRefused(project, ['OUT_OF_ORDER 002_b']);
    expect((await project.migrate()).refusals).toMatchObject([{ waivedBy: '--out-of-order' }]);
  });

  it.each<[string, Options, object]>([
    ['in development', { development: true }, {}],
    ['with --out-of-order', {}, { outOfOrder: true }],
    ['where the environment allows it', { migrations: { outOfOrder: true } }, {}],
  ])('is applied with a notice %s, and its order is recorded', async (_what, settings, options) => {
    const project = await appliedProject(['001_a', '003_c'], settings);
    project.migration('002_b', 'SELECT 1;', 'SELECT 2;');
    expect((await run(project, options)).steps).toEqual(['up 002_b']);
    expect(noticesOf(project)[0]).toBe('notice: Planned although older than the newest applied migration: 002_b.');
    expect(summaryOf(await project.rollback()).steps).toEqual(['down 002_b']);
  });

  it.each<[string, Options, object]>([
    ['by --no-out-of-order', { development: true }, { outOfOrder: false }],
    ['by the config', { development: true, migrations: { outOfOrder: false } }, {}],
    ['by --no-out-of-order over the config', { migrations: { outOfOrder: true } }, { outOfOrder: false }],
  ])('is refused in development, too, where it is said so: %s', async (_what, settings, options) => {
    const project = await appliedProject(['001_a', '003_c'], settings);
    project.migration('002_b', 'SELECT 1;');
    await expectRefused(project, ['OUT_OF_ORDER 002_b'], options);
    const file = 'apps/api/sql/migrations/002_b/up.sql';
    await expectRefused(project, ['OUT_OF_ORDER 002_b'], { ...options, file });
  });

  it('is none without a number', async () => {
    const project = await appliedProject(['002_b']);
    project.migration('add-avatar', 'SELECT 1;');
    expect((await run(project)).steps).toEqual(['up add-avatar']);
    project.migration('001_a', 'SELECT 1;');
    expect((await run(project)).refusals).toEqual(['OUT_OF_ORDER 001_a']);
  });
});

describe('what is wrong in the files', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a folder without up.sql', { 'migrations/001_a/down.sql': 'SELECT 1;' }, 'UP_MISSING'],
    [
      'two names that differ only in case',
      { 'migrations/001_a/up.sql': '', 'migrations/001_A/up.sql': '' },
      'ID_DUPLICATE',
    ],
    ['a quote that does not end', { 'migrations/001_a/up.sql': "SELECT 'x;" }, 'SQL_SYNTAX'],
    ['a psql command', { 'migrations/001_a/up.sql': '\\copy t from x' }, 'SQL_META_COMMAND'],
    ['a BEGIN without COMMIT', { 'migrations/001_a/up.sql': 'BEGIN; SELECT 1;' }, 'SQL_TRANSACTION_CONTROL'],
    [
      'a directive that is not understood',
      { 'migrations/001_a/up.sql': '-- pgrestify: jump\nSELECT 1;' },
      'DIRECTIVE_INVALID',
    ],
    [
      'a down.sql that is no UTF-8',
      { 'migrations/001_a/up.sql': 'SELECT 1;', 'migrations/001_a/down.sql': '\0' },
      'FILE_ENCODING',
    ],
  ])('refuses %s by name, before anything runs', async (_what, files, code) => {
    const project = await appliedProject([]);
    project.write('functions/first.sql', 'SELECT 1;');
    for (const [path, text] of Object.entries(files)) project.write(path, text);
    const result = await project.migrate();
    expect(result.outcome).toBe('refused');
    expect(result.refusals[0]).toMatchObject({ code, hint: expect.stringMatching(/\.$/) });
    expect(result.refusals[0]?.message).toContain('001_');
    expect(project.database.contents().executed).toEqual([]);
  });

  it('tells every problem at once', async () => {
    const project = await appliedProject([]);
    project.write('migrations/001_a/up.sql', "SELECT 'x;");
    project.write('migrations/002_b/up.sql', 'SELECT "y;');
    expect((await run(project)).refusals).toEqual(['SQL_SYNTAX 001_a', 'SQL_SYNTAX 002_b']);
  });

  it('is a warning for an up.sql of comments alone, which is applied', async () => {
    const project = await appliedProject([]);
    project.migration('001_a', '-- later');
    expect((await run(project)).steps).toEqual(['up 001_a']);
    expect(noticesOf(project)[0]).toMatch(/^warning: .*001_a\/up\.sql/);
  });

  it('counts only while it is pending for what is applied already', async () => {
    const project = await appliedProject(['001_a']);
    project.write('migrations/001_a/down.sql', "SELECT 'x;");
    expect((await run(project)).outcome).toBe('nothing-to-do');
  });
});

describe('requires', () => {
  const dependent = (options: Options = {}) => {
    const project = createMemoryProject(options);
    project.migration('001_a', '-- pgrestify: requires auth-db:20240110\nSELECT 1;');
    return project;
  };

  it('refuses the run while the other project has not applied it in this database', async () => {
    const database = createMemoryDatabase();
    const project = dependent({ database });
    expect((await run(project)).refusals).toEqual(['REQUIREMENT_MISSING 001_a']);
    const auth = createMemoryProject({ database, project: 'auth-db' });
    auth.migration('20240110120000-users', 'SELECT 1;');
    await auth.migrate();
    expect((await run(project)).steps).toEqual(['up 001_a']);
  });

  it('asks the database of the other project when it is another one', async () => {
    const isAppliedElsewhere = jest.fn(async () => true);
    expect((await run(dependent({ isAppliedElsewhere }))).steps).toEqual(['up 001_a']);
    expect(isAppliedElsewhere).toHaveBeenCalledWith('auth-db', '20240110');
  });

  it.each([
    ['by its id', '20240110120000-users', 'succeeded'],
    ['by its version', '20240110120000', 'succeeded'],
    ['by its day', '2024-01-10', 'succeeded'],
    ['that does not exist', '20240111', 'refused'],
    ['that runs later', '20240115', 'refused'],
  ])('is met by an earlier migration of the project itself, named %s', async (_how, version, outcome) => {
    const project = createMemoryProject();
    project.migration('20240110120000-users', 'SELECT 1;');
    project.migration('20240112-posts', `-- pgrestify: requires api:${version}\nSELECT 1;`);
    project.migration('20240115-late', 'SELECT 1;');
    expect((await run(project)).outcome).toBe(outcome);
  });

  it('asks nobody once it is applied', async () => {
    const isAppliedElsewhere = jest.fn(async () => true);
    const project = dependent({ isAppliedElsewhere });
    await project.migrate();
    isAppliedElsewhere.mockClear();
    await project.migrate();
    expect(isAppliedElsewhere).not.toHaveBeenCalled();
  });
});

import { createMemoryFiles, type FileTree } from '../../../testing/memory/memory-files';
import { maxInlineBytes } from '../../ports';
import { describeFileProblem } from '../describe-file-problem';
import { checksumOf } from '../script/checksum';
import { rememberScripts } from '../script/remember-scripts';
import { readMigrationSet } from './read-migration-set';

const paths = {
  workspacePath: '/workspace',
  sqlPath: '/workspace/api/sql',
  migrationsPath: '/workspace/api/sql/migrations',
};

/** Reads a tree below `sql/`. */
function read(tree: FileTree, applied?: ReadonlyMap<string, string>) {
  const below = Object.entries({ 'migrations/.gitkeep': '', ...tree }).map(([path, content]) => [
    `api/sql/${path}`,
    content,
  ]);
  const files = createMemoryFiles(Object.fromEntries(below));
  return { files, set: readMigrationSet(rememberScripts(files), paths, applied) };
}

const problemsOf = (tree: FileTree) =>
  read(tree).set.problems.map((problem) => `${problem.severity} ${problem.code} ${describeFileProblem(problem)}`);

const up = (id: string, text = `SELECT '${id}';`): FileTree => ({ [`migrations/${id}/up.sql`]: text });

describe('readMigrationSet', () => {
  it('reads every kind of script in the order of a fresh run', () => {
    const { set } = read({
      'functions/b.sql': 'SELECT 1;',
      'functions/a.sql': '-- pgrestify: run after-migrations\nSELECT 2;',
      'schemas/02_roles.sql': 'SELECT 3;',
      'schemas/01_main.sql': 'SELECT 4;',
      'repeatable/views.sql': 'SELECT 5;',
      'test-data/users.sql': 'SELECT 6;',
      ...up('0002-b'),
      ...up('0001-a'),
    });
    expect(set.before.map(({ id }) => id)).toEqual(['functions/b.sql', 'schemas/01_main.sql', 'schemas/02_roles.sql']);
    expect(set.versioned.map(({ id }) => id)).toEqual(['0001-a', '0002-b']);
    expect(set.after.map(({ id, phase }) => [id, phase])).toEqual([
      ['functions/a.sql', 'after'],
      ['repeatable/views.sql', 'after'],
    ]);
    expect(set.testData.map(({ id }) => id)).toEqual(['test-data/users.sql']);
    expect(set.problems).toEqual([]);
  });

  it('describes a migration with the paths of its files', () => {
    const { set } = read({
      'migrations/0001-a/up.sql': '-- pgrestify: lock-timeout 1s\nSELECT 1;',
      'migrations/0001-a/down.sql': 'SELECT 2;',
      'migrations/0001-a/verify.sql': 'SELECT 3;',
    });
    const [migration] = set.versioned;
    expect(migration).toMatchObject({
      kind: 'versioned',
      id: '0001-a',
      version: { kind: 'integer', digits: '1', text: '0001' },
      path: 'api/sql/migrations/0001-a',
      up: { path: 'api/sql/migrations/0001-a/up.sql', bytes: 39, directives: { lockTimeoutMs: 1000 } },
    });
    expect(migration?.down()?.text?.toString()).toBe('SELECT 2;');
    expect(migration?.verify()?.path).toBe('api/sql/migrations/0001-a/verify.sql');
  });

  it('has one checksum and one text for a file with and without BOM and CRLF', () => {
    const { set } = read({
      ...up('0001', 'SELECT 1;\nSELECT 2;\n'),
      ...up('0002', '\uFEFFSELECT 1;\r\nSELECT 2;\r\n'),
    });
    expect(set.versioned.map((migration) => migration.up.checksum)).toEqual([
      checksumOf(Buffer.from('SELECT 1;\nSELECT 2;\n')),
      checksumOf(Buffer.from('SELECT 1;\nSELECT 2;\n')),
    ]);
    expect(set.versioned[1]?.up.text?.toString()).toBe('SELECT 1;\nSELECT 2;\n');
  });

  it('does not look through the folder of what was applied, unless it was edited since', () => {
    const tree = {
      'migrations/0001/up.sql': 'SELECT 1;',
      'migrations/0001/down.sql': 'SELECT 2;',
      'migrations/0001/more.sql': 'SELECT 3;',
    };
    const problemsWhen = (applied: ReadonlyMap<string, string>) => read(tree, applied).set.problems.length;
    const as = (text: string) => new Map([['0001', checksumOf(Buffer.from(text))]]);
    expect([new Map(), as('SELECT 1;'), as('SELECT 0;')].map(problemsWhen)).toEqual([1, 0, 1]);
    const { files, set } = read(tree, as('SELECT 1;'));
    expect(files.reads).toHaveLength(1);
    expect(set.versioned[0]?.down()?.text?.toString()).toBe('SELECT 2;');
    expect(set.versioned[0]?.verify()).toBeUndefined();
  });

  it.each<[string, FileTree]>([
    ['is a folder by now', { 'migrations/0001/up.sql/x.sql': 'SELECT 1;' }],
    ['is a link that leaves the workspace', { 'migrations/0001/up.sql': { link: '/elsewhere/up.sql' } }],
    ['is gone', { 'migrations/0001/down.sql': 'SELECT 1;' }],
  ])('tells as of any other when the script of what was applied %s', (_what, tree) => {
    const applied = new Map([['0001', checksumOf(Buffer.from('SELECT 1;'))]]);
    const problems = read(tree).set.problems;
    expect(problems).not.toEqual([]);
    expect(read(tree, applied).set.problems).toEqual(problems);
  });

  it('tells of what was applied what is wrong in the script itself', () => {
    const text = '-- pgrestify: unknown';
    const applied = new Map([['0001', checksumOf(Buffer.from(text))]]);
    expect(read(up('0001', text), applied).set.problems.map(({ code }) => code)).toEqual(['DIRECTIVE_INVALID']);
  });

  it('reads each file once, and down.sql only when it is asked for', () => {
    const { files, set } = read({ ...up('0001'), 'migrations/0001/down.sql': 'SELECT 2;', 'schemas/a.sql': '' });
    expect(files.reads).toEqual(['/workspace/api/sql/schemas/a.sql', '/workspace/api/sql/migrations/0001/up.sql']);
    set.versioned[0]?.down();
    set.versioned[0]?.down();
    expect(files.reads.slice(2)).toEqual(['/workspace/api/sql/migrations/0001/down.sql']);
  });

  it('hashes a script over 8 MB as it would a small one, without keeping its text', () => {
    const text = `\uFEFF-- pgrestify: statement-timeout 1h\r\n${'-- é\r\n'.repeat(maxInlineBytes / 5)}SELECT 1;`;
    const { set } = read(up('0001', text));
    const normalised = Buffer.from(text.slice(1).replaceAll('\r\n', '\n'));
    expect(set.versioned[0]?.up).toEqual({
      path: 'api/sql/migrations/0001/up.sql',
      checksum: checksumOf(normalised),
      bytes: normalised.length,
      text: undefined,
      directives: { requires: [], runAfterMigrations: false, runAlways: false, statementTimeoutMs: 3_600_000 },
    });
    expect(set.problems).toEqual([]);
  });

  it('gives a folder one id in both of its Unicode forms', () => {
    const { set } = read(up('0001-größe'.normalize('NFD')));
    expect(set.versioned[0]?.id).toBe('0001-größe'.normalize('NFC'));
    expect(set.versioned[0]?.up.path).toBe(`api/sql/migrations/${'0001-größe'.normalize('NFD')}/up.sql`);
  });

  it.each([
    ['spaces', '0001 add users'],
    ['quotes', `0001-it's "quoted"`],
    ['letters of any script', '0001-加'],
    ['no digits', 'add-avatar'],
    ['dots', '1.2.3_x'],
  ])('accepts %s in a name', (_what, id) => {
    const { set } = read(up(id));
    expect(set.versioned.map((migration) => migration.id)).toEqual([id]);
    expect(set.problems).toEqual([]);
  });

  it('passes over what editors and systems leave', () => {
    expect(
      problemsOf({
        ...up('0001'),
        'migrations/0001/.DS_Store': '',
        'migrations/0001/up.sql~': '',
        'migrations/0001/.up.sql.swp': '',
        'migrations/.DS_Store': '',
        'migrations/README.md': '',
        'schemas/#a.sql#': '',
        'schemas/a.sql.orig': '',
      }),
    ).toEqual([]);
  });

  it.each<[string, FileTree, readonly string[]]>([
    [
      'a folder without up.sql',
      { 'migrations/0001/down.sql': '' },
      ['error UP_MISSING api/sql/migrations/0001: The folder has no up.sql.'],
    ],
    [
      'a name with a control character',
      up('0001-a\nb'),
      [`error ID_INVALID api/sql/migrations/0001-a\nb: The name "0001-a\\nb" has a control character.`],
    ],
    [
      'a name of more than 255 bytes',
      up(`0001-${'ä'.repeat(126)}`),
      [expect.stringMatching(/^error ID_INVALID .* is longer than 255 bytes\.$/)],
    ],
    [
      'ids that differ only in case',
      { ...up('0001-users'), ...up('0001-Users') },
      [
        expect.stringMatching(/^error ID_DUPLICATE .*0001-Users and .*0001-users have one name/),
        expect.stringMatching(/VERSION_TIE/),
      ],
    ],
    [
      'ids that differ only in Unicode form',
      { ...up('ä'.normalize('NFC'), 'SELECT 1;'), ...up('ä'.normalize('NFD'), 'SELECT 2;') },
      [expect.stringMatching(/^error ID_DUPLICATE /)],
    ],
    [
      'repeatables that differ only in case',
      { 'schemas/a.sql': '', 'schemas/A.sql': '' },
      [expect.stringMatching(/^error ID_DUPLICATE /)],
    ],
    [
      'bytes that are not UTF-8',
      { 'migrations/0001/up.sql': Buffer.from([0x2d, 0x2d, 0x0a, 0x27, 0xff, 0x27]) },
      [expect.stringMatching(/^error FILE_ENCODING api\/sql\/migrations\/0001\/up.sql:2:2: /)],
    ],
    [
      'UTF-16',
      { 'migrations/0001/up.sql': Buffer.from('\uFEFFSELECT 1;', 'utf16le') },
      [expect.stringMatching(/^error FILE_ENCODING .*up.sql:1:1: The file is UTF-16/)],
    ],
    [
      'a NUL byte',
      up('0001', 'SELECT 1;\n\0'),
      [expect.stringMatching(/^error FILE_ENCODING .*up.sql:2:1: The file holds a NUL/)],
    ],
    [
      'a directive that is not understood',
      up('0001', '-- a\n-- pgrestify: transaction of\nSELECT 1;'),
      [expect.stringMatching(/^error DIRECTIVE_INVALID api\/sql\/migrations\/0001\/up.sql:2:15: /)],
    ],
    [
      'a script of nothing but comments, and an empty one',
      { ...up('0001', '-- nothing\n'), ...up('0002', '') },
      [
        expect.stringMatching(/^warning UP_EMPTY .*0001\/up.sql/),
        expect.stringMatching(/^warning UP_EMPTY .*0002\/up.sql/),
      ],
    ],
    [
      'a draft without a statement, and none that has one',
      { ...up('0001', '-- pgrestify: draft\n-- nothing yet\n'), ...up('0002', '-- pgrestify: draft\nSELECT 1;') },
      [
        'warning UP_DRAFT api/sql/migrations/0001/up.sql: It is a draft without a statement, so it is passed over and stays pending.',
      ],
    ],
    [
      'versions of two kinds',
      { ...up('0001'), ...up('20240115') },
      [expect.stringMatching(/^warning VERSION_KINDS_MIXED /)],
    ],
    [
      'two on one day',
      { ...up('20240115_b'), ...up('20240115_a') },
      [expect.stringMatching(/^warning VERSION_TIE .*20240115_a, 20240115_b/)],
    ],
    [
      'a missing number',
      { ...up('0000'), ...up('0001'), ...up('0002'), ...up('0004') },
      ['warning VERSION_GAP api/sql/migrations: No migration has the number 3.'],
    ],
    [
      'the content of another',
      { ...up('0001', 'SELECT 1;'), ...up('0002', 'SELECT 1;') },
      [expect.stringMatching(/^warning SAME_CONTENT .*0001, 0002 have the same up.sql/)],
    ],
    [
      'a script directly in migrations/',
      { 'migrations/0001-users.sql': '' },
      [
        'error FILE_IGNORED api/sql/migrations/0001-users.sql: It is a script where none is read: not run. Each migration is a folder with up.sql here.',
      ],
    ],
    [
      'other scripts of a migration',
      { ...up('0001'), 'migrations/0001/more.sql': '', 'migrations/0001/data.csv': '' },
      [
        'notice FILE_IGNORED api/sql/migrations/0001/data.csv: The file is not read.',
        'error FILE_IGNORED api/sql/migrations/0001/more.sql: It is not run: a migration has up.sql, down.sql and verify.sql.',
      ],
    ],
    [
      'a script directly in sql/, and a folder of another name',
      { 'seed.sql': '', 'function/a.sql': '' },
      [
        'notice FILE_IGNORED api/sql/function: The folder is not read.',
        expect.stringMatching(/^warning FILE_IGNORED api\/sql\/seed.sql: It is not run: expected is a folder/),
      ],
    ],
    [
      'a script whose name has another case',
      { 'migrations/0001/Up.sql': 'SELECT 1;' },
      [expect.stringMatching(/^warning NAME_CASE api\/sql\/migrations\/0001\/Up.sql: /)],
    ],
    [
      'two scripts whose names differ only in case',
      { 'migrations/0001/up.sql': 'SELECT 1;', 'migrations/0001/UP.sql': 'SELECT 2;' },
      [expect.stringMatching(/^error ID_DUPLICATE /)],
    ],
    [
      'a link that leaves the workspace',
      { 'migrations/0001/up.sql': { link: '/etc/passwd' } },
      [expect.stringMatching(/^error FILE_OUTSIDE_WORKSPACE api\/sql\/migrations\/0001\/up.sql: /)],
    ],
    [
      'a link that leads nowhere',
      { 'schemas/a.sql': { link: 'b.sql' } },
      [expect.stringMatching(/^error FILE_UNREADABLE api\/sql\/schemas\/a.sql: /)],
    ],
    [
      'a file that iCloud has not downloaded',
      { 'migrations/0001/.up.sql.icloud': '' },
      [expect.stringMatching(/^error FILE_UNREADABLE .*up.sql is only a placeholder of iCloud/)],
    ],
  ])('reports %s', (_what, tree, expected) => {
    expect(problemsOf(tree)).toEqual(expected);
  });

  it.each([
    ['stamps', ['1500000000', '1600000000']],
    ['numbers with steps', ['0010', '0020', '0030']],
    ['a start somewhere else', ['0005', '0006', '0008']],
  ])('does not count %s', (_what, ids) => {
    expect(problemsOf(Object.assign({}, ...ids.map((id) => up(id))))).toEqual([]);
  });

  it('warns of folders that do not exist', () => {
    expect(readMigrationSet(rememberScripts(createMemoryFiles({})), paths).problems.map(describeFileProblem)).toEqual([
      expect.stringMatching(/^api\/sql: The folder does not exist/),
      expect.stringMatching(/^api\/sql\/migrations: The folder does not exist/),
    ]);
  });

  it('throws the problem of a down.sql when it is asked for', () => {
    const { set } = read({ ...up('0001'), 'migrations/0001/down.sql': Buffer.from([0xff]) });
    expect(set.problems).toEqual([]);
    expect(() => set.versioned[0]?.down()).toThrow(/down\.sql:1:1: The file is not UTF-8/);
  });
});

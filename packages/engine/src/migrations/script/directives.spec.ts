import { noDirectives, parseDirectives, type ScriptRole } from './directives';

const parse = (text: string, role: ScriptRole = 'up') => {
  const { isEmpty, ...head } = parseDirectives(Buffer.from(text), role);
  return { ...head, isEmpty: isEmpty() };
};

describe('parseDirectives', () => {
  it.each([
    ['transaction off', { transaction: 'off' }],
    ['lock-timeout 5s', { lockTimeoutMs: 5000 }],
    ['lock-timeout 0', { lockTimeoutMs: 0 }],
    ['lock-timeout 250ms', { lockTimeoutMs: 250 }],
    ['statement-timeout 10min', { statementTimeoutMs: 600_000 }],
    ['statement-timeout 2 h', { statementTimeoutMs: 7_200_000 }],
    ['requires auth-db:20240110', { requires: [{ project: 'auth-db', version: '20240110', line: 1 }] }],
    ['requires @scope/auth:0001 a b', { requires: [{ project: '@scope/auth', version: '0001 a b', line: 1 }] }],
    ['requires :libs:auth:7', { requires: [{ project: ':libs:auth', version: '7', line: 1 }] }],
    ['irreversible the column held data: it is gone', { irreversible: 'the column held data: it is gone' }],
  ])('reads `%s`', (directive, expected) => {
    expect(parse(`-- pgrestify: ${directive}\nSELECT 1;`)).toEqual({
      directives: { ...noDirectives, ...expected },
      problems: [],
      isEmpty: false,
    });
  });

  it.each([
    ['run after-migrations', { runAfterMigrations: true }],
    ['run always', { runAlways: true }],
    ['run   always', { runAlways: true }],
  ])('reads `%s` of a repeatable script', (directive, expected) => {
    expect(parse(`-- pgrestify: ${directive}`, 'repeatable').directives).toEqual({ ...noDirectives, ...expected });
  });

  it('reads lines between comments and blanks, and inside a block comment', () => {
    const { directives, problems } = parse(
      [
        '-- Copyright',
        '',
        '--pgrestify: transaction off',
        '/* a /* nested */ block',
        '-- pgrestify: lock-timeout 1s',
        '*/',
        '  -- pgrestify: requires a:1',
        '-- pgrestify: requires b:2',
        'CREATE INDEX CONCURRENTLY ON t (a);',
      ].join('\n'),
    );
    expect(directives).toMatchObject({ transaction: 'off', lockTimeoutMs: 1000 });
    expect(directives.requires).toEqual([
      { project: 'a', version: '1', line: 7 },
      { project: 'b', version: '2', line: 8 },
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['transactions off', 'unknown directive `transactions off`; known are'],
    ['', 'unknown directive ``'],
    ['constructor', 'unknown directive `constructor`'],
    ['transaction on', '`transaction on` is not understood; write `transaction off`'],
    ['lock-timeout 5', 'write `lock-timeout <duration'],
    ['lock-timeout soon', 'write `lock-timeout <duration'],
    ['lock-timeout 1.5s', 'write `lock-timeout <duration'],
    ['lock-timeout 999999999h', 'write `lock-timeout <duration'],
    ['requires auth-db', 'write `requires <project>:<version>`'],
    ['requires :', 'write `requires <project>:<version>`'],
    ['irreversible', 'write `irreversible <reason>`'],
    ['run always', '`run always` means nothing here'],
    ['run sometimes', 'unknown directive `run sometimes`'],
  ])('refuses `%s` with its line and column', (directive, message) => {
    const { problems } = parse(`-- é\n-- pgrestify: ${directive}\nSELECT 1;`);
    expect(problems).toEqual([{ severity: 'error', message: expect.stringContaining(message), line: 2, column: 15 }]);
  });

  it('refuses a directive that is said twice', () => {
    const { problems } = parse('-- pgrestify: lock-timeout 1s\n-- pgrestify: lock-timeout 2s\n');
    expect(problems).toMatchObject([{ severity: 'error', line: 2, message: '`lock-timeout` is said twice' }]);
  });

  it('warns of a directive below the first statement, which is not read', () => {
    const { directives, problems } = parse('-- a\nSELECT 1;\n-- pgrestify: transaction off\n');
    expect(directives).toEqual(noDirectives);
    expect(problems).toMatchObject([{ severity: 'warning', line: 3, column: 15 }]);
  });

  it.each([
    ['', true],
    ['\n \t\n', true],
    ['-- only a comment', true],
    ['/* a /* b */ c */ -- d', true],
    ['/* never ends', false],
    ['-- a\nSELECT 1', false],
    ['- 1', false],
    [';\n; -- no more', true],
    ['BEGIN; /* later */ COMMIT;', true],
    ['START TRANSACTION READ WRITE; END', true],
    ['\\restrict x\n\\unrestrict x\n', true],
    ['BEGIN; SELECT 1; COMMIT;', false],
    ['BEGIN; ROLLBACK;', false],
    ["BEGIN; '", false],
    ['; \\i other.sql', false],
    ['COPY t FROM stdin;\n\\.\n', false],
    ['/', false],
  ])('tells of %j whether it has no statement: %s', (text, isEmpty) => {
    expect(parse(text).isEmpty).toBe(isEmpty);
  });
});

import { repeatableOf, setOf } from '../../../testing/projects/migration-sets';
import { migrationOf } from '../../../testing/projects/steps';
import { EngineError } from '../../errors';
import type { VersionedMigration } from '../../migrations/migration';
import { scriptOfText } from '../../migrations/script/read-script';
import { parseScript } from '../../migrations/units/parse-script';
import { checkScripts } from './check-scripts';

const check = (...migrations: readonly VersionedMigration[]) => checkScripts(setOf(migrations), parseScript);

describe('checkScripts of downs', () => {
  it.each([
    ['one that undoes', 'CREATE TABLE t ()', 'DROP TABLE t', []],
    ['none', 'CREATE TABLE t ()', undefined, ['warning DOWN_MISSING sql/migrations/001/down.sql']],
    ['only comments', 'CREATE TABLE t ()', '-- no', ['warning DOWN_EMPTY sql/migrations/001/down.sql']],
    ['an empty transaction', 'CREATE TABLE t ()', 'BEGIN; COMMIT;', ['warning DOWN_EMPTY sql/migrations/001/down.sql']],
    ['only comments beside an up of only comments', '-- no', '-- no', []],
    ['none beside an up of only comments', '-- no', undefined, []],
    [
      'none, declared',
      '-- pgrestify: irreversible x\nSELECT 1',
      undefined,
      ['notice IRREVERSIBLE sql/migrations/001/up.sql'],
    ],
    [
      'declared in itself',
      'SELECT 1',
      '-- pgrestify: irreversible x',
      ['notice IRREVERSIBLE sql/migrations/001/up.sql'],
    ],
  ])('of %s', (_name, up, down, expected) => {
    const findings = check(migrationOf('001', up, down));
    expect(findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual(expected);
  });

  it('tells one that cannot be read as an error of it', () => {
    const unreadable = () => {
      throw new EngineError('FILE_ENCODING', 'sql/migrations/001/down.sql:2:1: It is UTF-16. Save it as UTF-8.');
    };
    expect(check({ ...migrationOf('001', 'SELECT 1'), down: unreadable })).toMatchObject([
      { code: 'FILE_ENCODING', path: 'sql/migrations/001/down.sql', message: 'It is UTF-16. Save it as UTF-8.' },
    ]);
  });
});

describe('checkScripts of texts that cannot be parsed', () => {
  it('says where, with the line and a caret', () => {
    const set = setOf([migrationOf('001', "SELECT 1;\n  SELECT 'a", 'SELECT 1')], {
      after: [repeatableOf('repeatable/a.sql', '\\i b.sql', 'after')],
    });
    expect(checkScripts(set, parseScript)).toMatchObject([
      {
        severity: 'error',
        code: 'SQL_SYNTAX',
        ids: ['001'],
        path: 'sql/migrations/001/up.sql',
        line: 2,
        column: 10,
        excerpt: "2 |   SELECT 'a\n  |          ^",
      },
      { code: 'SQL_META_COMMAND', ids: ['repeatable/a.sql'], path: 'sql/repeatable/a.sql', line: 1, column: 1 },
    ]);
  });
});

describe('checkScripts of verify.sql', () => {
  const verifying = (text: string): VersionedMigration => ({
    ...migrationOf('001', 'SELECT 1', 'SELECT 1'),
    verify: () => scriptOfText(text, 'sql/migrations/001/verify.sql', 'verify'),
  });

  it.each(['SELECT 1; SAVEPOINT a; ROLLBACK TO a', '-- nothing', "SET CONSTRAINTS ALL DEFERRED; DO 'BEGIN END'"])(
    'accepts %j',
    (text) => {
      expect(check(verifying(text))).toEqual([]);
    },
  );

  it.each([
    ['BEGIN; SELECT 1; COMMIT', ['BEGIN', 'COMMIT']],
    ['SELECT 1; ROLLBACK', ['ROLLBACK']],
    ['VACUUM t', ['VACUUM']],
    ['CREATE INDEX CONCURRENTLY i ON t (v)', ['CREATE INDEX CONCURRENTLY']],
  ])('refuses %j by name', (text, expected) => {
    const refused = check(verifying(text)).filter(({ message }) => message.includes('rolled back'));
    expect(refused.map(({ message }) => message.replace(/ (is not|cannot).*/, '').replace(/ T$/, ''))).toEqual(
      expected,
    );
    expect(refused.every(({ severity, code }) => severity === 'error' && code === 'SQL_TRANSACTION_CONTROL')).toBe(
      true,
    );
  });
});

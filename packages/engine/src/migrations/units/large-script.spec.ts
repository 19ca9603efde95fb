import type { Directives } from '../migration';
import { splitLargeScript } from './large-script';

const plain: Directives = { requires: [], runAfterMigrations: false, runAlways: false };

function read(sql: string, directives = plain) {
  const bytes = Buffer.from(sql);
  return splitLargeScript([bytes.subarray(0, 9), bytes.subarray(9)], directives);
}

describe('splitLargeScript', () => {
  it('counts statements and finds nothing wrong with rows to insert', () => {
    const sql = "INSERT INTO t VALUES (1);\r\nCOPY t FROM stdin;\r\n2\r\n\\.\r\nALTER TYPE m ADD VALUE 'x';";
    expect(read(sql)).toEqual({ statements: 3, problems: [] });
  });

  it.each(['BEGIN', 'COMMIT', 'ROLLBACK', 'VACUUM', 'CREATE INDEX CONCURRENTLY i ON t (x)'])(
    'refuses %s with its place',
    (sql) => {
      expect(read(`SELECT 'ü';\n SELECT 'ü'; ${sql};`).problems).toMatchObject([
        { code: 'SQL_TRANSACTION_CONTROL', location: { line: 2, column: 14 } },
      ]);
    },
  );

  it('refuses what is no SQL with its place', () => {
    expect(read("SELECT 1;\n\\i x\nSELECT 'a").problems).toMatchObject([
      { code: 'SQL_META_COMMAND', location: { line: 2, column: 1 } },
      { code: 'SQL_SYNTAX', location: { line: 3, column: 8 } },
    ]);
  });

  it('refuses `transaction off` by name', () => {
    expect(read('SELECT 1;', { ...plain, transaction: 'off' }).problems).toMatchObject([{ code: 'NOT_BUILT_YET' }]);
  });

  it('stops at the twentieth problem', () => {
    expect(read('\\i x\n'.repeat(100)).problems).toHaveLength(20);
  });
});

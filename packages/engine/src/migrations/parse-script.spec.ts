import { locateServerPosition } from '../sql/positions';
import type { Directives, ParsedScript, Script } from './migration';
import { parseScript } from './parse-script';

function parse(sql: string, directives: Partial<Directives> = {}): ParsedScript {
  return parseScript(scriptOf(Buffer.from(sql), directives));
}

function scriptOf(text: Buffer | undefined, directives: Partial<Directives> = {}): Script {
  return {
    path: 'sql/migrations/1-a/up.sql',
    checksum: '',
    bytes: text?.length ?? 9_000_000,
    text,
    directives: { requires: [], runAfterMigrations: false, runAlways: false, ...directives },
  };
}

function textsOf(sql: string, { statements }: Pick<ParsedScript, 'statements'>): string[] {
  return statements.map(({ start, end }) => Buffer.from(sql).toString('utf8', start, end));
}

function unitsOf(sql: string, directives?: Partial<Directives>): (readonly [string, ...string[]])[] {
  return parse(sql, directives).units.map((unit) => [unit.kind, ...textsOf(sql, unit)] as const);
}

describe('parseScript', () => {
  it.each([
    ['transactional', 'CREATE TABLE a (x int);\nSAVEPOINT s; ROLLBACK TO s;'],
    ['transactional', 'BEGIN; CREATE TABLE a (x int); COMMIT;'],
    ['transactional', '-- by hand\nSTART TRANSACTION; SELECT 1; END; -- done'],
    ['statements', 'CREATE INDEX CONCURRENTLY i ON t (x);'],
    ['statements', 'SELECT 1; BEGIN; SELECT 2; COMMIT;'],
    ['statements', 'BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT;'],
    ['empty', '-- nothing\n'],
    ['empty', ''],
    ['empty', '\\restrict x\n;\n'],
    ['empty', 'BEGIN; COMMIT;'],
  ])('chooses the mode %s for %s', (mode, sql) => {
    expect(parse(sql)).toMatchObject({ mode, problems: [] });
  });

  it('obeys the directive `transaction off`', () => {
    expect(parse('CALL moves_rows();', { transaction: 'off' }).mode).toBe('statements');
    expect(parse('-- nothing', { transaction: 'off' }).mode).toBe('empty');
  });

  describe('of a new enum value', () => {
    it.each([
      ['is not mentioned again', "ALTER TYPE mood ADD VALUE 'ok'; CREATE TABLE a (looks text);"],
      ['is mentioned only before', "INSERT INTO words VALUES ('ok'); ALTER TYPE mood ADD VALUE 'ok';"],
      ['is mentioned only in a comment', "ALTER TYPE mood ADD VALUE 'ok'; -- ok?\nSELECT 1;"],
      ['only orders a further one', "ALTER TYPE mood ADD VALUE 'ok'; ALTER TYPE mood ADD VALUE 'fine' AFTER 'ok';"],
    ])('stays in one transaction when it %s', (_, sql) => {
      expect(parse(sql).mode).toBe('transactional');
    });

    it.each([
      ['is used', "ALTER TYPE mood ADD VALUE 'ok'; ALTER TABLE t ALTER m SET DEFAULT 'ok';"],
      [
        'is used after a further one',
        "ALTER TYPE m ADD VALUE 'a'; ALTER TYPE m ADD VALUE 'b'; INSERT INTO t VALUES ('a');",
      ],
      ['is used in a body', "ALTER TYPE mood ADD VALUE 'ok'; DO $$ BEGIN PERFORM 'ok'::mood; END $$;"],
      ['is used in copy data', "ALTER TYPE mood ADD VALUE 'ok';\nCOPY t FROM stdin;\n1\tok\n\\.\n"],
      [
        'belongs to a type of the same script',
        "CREATE TYPE m AS ENUM (); ALTER TYPE m ADD VALUE 'ok'; SELECT 'ok'::m;",
      ],
      ['is written in a way that cannot be looked for', "ALTER TYPE mood ADD VALUE 'o''k'; SELECT 1;"],
    ])('goes statement by statement when it %s', (_, sql) => {
      expect(parse(sql).mode).toBe('statements');
    });
  });

  describe('of units', () => {
    it('makes one of each statement and one of each BEGIN … COMMIT', () => {
      const sql = 'SELECT 1; BEGIN; SELECT 2; SELECT 3; COMMIT; VACUUM; BEGIN; END;';
      expect(unitsOf(sql)).toEqual([
        ['transactional', 'SELECT 1'],
        ['transactional', 'SELECT 2', 'SELECT 3'],
        ['non-transactional', 'VACUUM'],
      ]);
      expect(textsOf(sql, parse(sql))).toEqual(['SELECT 1', 'SELECT 2', 'SELECT 3', 'VACUUM']);
    });

    it('has none for a transactional script', () => {
      expect(unitsOf('SELECT 1; SELECT 2;')).toEqual([]);
    });

    it('keeps a BEGIN … COMMIT together with `transaction off`', () => {
      expect(unitsOf('BEGIN; SELECT 1; SELECT 2; COMMIT;', { transaction: 'off' })).toEqual([
        ['transactional', 'SELECT 1', 'SELECT 2'],
      ]);
    });
  });

  describe('of the message', () => {
    it('is the text when nothing is to be taken out', () => {
      const sql = "-- grüße\nSELECT 'ü;';\n";
      expect(parse(sql).message).toBe(sql);
    });

    it('blanks an outer BEGIN … COMMIT', () => {
      expect(parse('BEGIN;\nSELECT 1;\nCOMMIT;\n').message).toBe('     ;\nSELECT 1;\n      ;\n');
    });

    it('blanks what only psql reads', () => {
      const sql = '\\restrict x\nCOPY t FROM stdin;\n1\tü\n2\n\\.\nSELECT größe;\n\\unrestrict x\n';
      const { message, statements } = parse(sql);
      expect(message.replaceAll(/ +/g, ' ')).toBe(' \nCOPY t FROM stdin;\n \n \n \nSELECT größe;\n \n');
      expect(statements[0].copyData).toBeDefined();
    });

    it('keeps lines and columns of what is left', () => {
      const sql = "BEGIN; SELECT 'ü';\nCOPY t FROM stdin;\nü\n\\.\n  SELECT größe;\nCOMMIT;";
      const { message } = parse(sql);
      const position = [...message.slice(0, message.indexOf('größe'))].length + 1;
      expect(locateServerPosition(message, position)).toEqual({ line: 5, column: 10 });
      expect(Buffer.byteLength(message)).toBe(Buffer.byteLength(sql));
    });

    it('is empty when statements are sent one by one', () => {
      expect(parse('VACUUM;').message).toBe('');
    });
  });

  it.each([
    ['BEGIN without COMMIT', 'SELECT 1; BEGIN; SELECT 2;', 10],
    ['COMMIT without BEGIN', 'SELECT 1; COMMIT;', 10],
    ['END without BEGIN', 'END;', 0],
    ['BEGIN inside BEGIN … COMMIT', 'BEGIN; BEGIN; COMMIT;', 7],
    ['COMMIT AND CHAIN: write COMMIT and BEGIN', 'BEGIN; SELECT 1; COMMIT AND CHAIN;', 17],
    ['ROLLBACK would undo what history records as done: leave it out', 'SELECT 1; ROLLBACK;', 10],
    ['PREPARE TRANSACTION would leave the transaction open: leave it out', "SELECT 1; PREPARE TRANSACTION 'x';", 10],
    ['VACUUM T cannot run between BEGIN and COMMIT', 'BEGIN; VACUUM t; COMMIT;', 7],
  ])('refuses %s', (message, sql, offset) => {
    expect(parse(sql).problems).toEqual([{ code: 'SQL_TRANSACTION_CONTROL', message, offset }]);
  });

  it('lists all problems in the order of the text', () => {
    const codes = parse("COMMIT;\n\\i x\nROLLBACK;\nSELECT 'a").problems.map(({ code }) => code);
    expect(codes).toEqual(['SQL_TRANSACTION_CONTROL', 'SQL_META_COMMAND', 'SQL_TRANSACTION_CONTROL', 'SQL_SYNTAX']);
  });

  describe('of a script that is not held', () => {
    it('splits nothing', () => {
      expect(parseScript(scriptOf(undefined))).toMatchObject({ mode: 'batches', statements: [], problems: [] });
    });

    it('refuses `transaction off`', () => {
      expect(parseScript(scriptOf(undefined, { transaction: 'off' })).problems).toMatchObject([
        { code: 'NOT_BUILT_YET' },
      ]);
    });
  });
});

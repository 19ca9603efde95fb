import { locateServerPosition } from '../../sql/text/positions';
import type { Directives, ParsedScript, Script } from '../migration';
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

  describe('of a script that uses an enum value which it adds', () => {
    it.each([
      [
        'the addition, then all the rest',
        "CREATE TABLE a (); ALTER TYPE mood ADD VALUE 'ok'; INSERT INTO t VALUES ('ok'); DROP TABLE b;",
        [["ALTER TYPE mood ADD VALUE 'ok'"], ['CREATE TABLE a ()', "INSERT INTO t VALUES ('ok')", 'DROP TABLE b']],
      ],
      [
        'all additions, in their order',
        "ALTER TYPE m ADD VALUE 'a'; INSERT INTO t VALUES ('b'); ALTER TYPE m ADD VALUE 'b'; INSERT INTO t VALUES ('a');",
        [
          ["ALTER TYPE m ADD VALUE 'a'", "ALTER TYPE m ADD VALUE 'b'"],
          ["INSERT INTO t VALUES ('b')", "INSERT INTO t VALUES ('a')"],
        ],
      ],
      [
        'the addition with the settings before it, which the rest makes again',
        "SET LOCAL search_path = s; CREATE TABLE a (); ALTER TYPE m ADD VALUE 'a'; SELECT 'a'::m;",
        [
          ['SET LOCAL search_path = s', "ALTER TYPE m ADD VALUE 'a'"],
          ['SET LOCAL search_path = s', 'CREATE TABLE a ()', "SELECT 'a'::m"],
        ],
      ],
      [
        'what comes before the addition with it, where that makes the type',
        "SET LOCAL a.b = 1; DO $$ BEGIN CREATE TYPE m AS ENUM (); END $$; ALTER TYPE m ADD VALUE 'a'; SELECT 'a'::m;",
        [
          ['SET LOCAL a.b = 1', 'DO $$ BEGIN CREATE TYPE m AS ENUM (); END $$', "ALTER TYPE m ADD VALUE 'a'"],
          ['SET LOCAL a.b = 1', "SELECT 'a'::m"],
        ],
      ],
      [
        'what comes before the addition with it, where that gives the right to it',
        "GRANT owner TO me; SET ROLE owner; ALTER TYPE m ADD VALUE 'a'; SELECT 'a'::m;",
        [['GRANT owner TO me', 'SET ROLE owner', "ALTER TYPE m ADD VALUE 'a'"], ["SELECT 'a'::m"]],
      ],
    ])('makes units of %s', (_, sql, units) => {
      expect(parse(sql).reason?.kind).toBe('enum-value');
      expect(unitsOf(sql).map(([, ...texts]) => texts)).toEqual(units);
    });

    it.each([
      ['a name', "ALTER TYPE m ADD VALUE 'done'; ALTER TABLE t ADD done boolean; UPDATE t SET done = true;"],
      [
        'a word of a sentence',
        "ALTER TYPE m ADD VALUE 'done'; INSERT INTO log VALUES ('all done'); SELECT 'don''t: done';",
      ],
      ['a comment on something', "ALTER TYPE m ADD VALUE 'done'; COMMENT ON TABLE t IS 'done';"],
      ['a comment in a body', "ALTER TYPE m ADD VALUE 'done'; DO $$ BEGIN /* 'done' */ NULL; -- 'done'\n END $$;"],
      ['a part of a word', "ALTER TYPE m ADD VALUE 'done'; SELECT '{undone}'::text[];"],
    ])('does not take %s for a use', (_, sql) => {
      expect(parse(sql).mode).toBe('transactional');
    });

    it.each([
      ['an element', 'SELECT \'{open, "done"}\'::m[];'],
      ['a constant in a constant', "DO $$ BEGIN EXECUTE 'SELECT ''done''::m'; END $$;"],
      ['a field of JSON', `SELECT '{"s": "done"}'::json;`],
    ])('takes %s for a use', (_, use) => {
      expect(parse(`ALTER TYPE m ADD VALUE 'done'; ${use}`).mode).toBe('statements');
    });
  });

  describe('of isolation levels', () => {
    it.each([
      ['BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT;', 'SERIALIZABLE'],
      ['START TRANSACTION READ WRITE, ISOLATION LEVEL REPEATABLE READ; SELECT 1; END;', 'REPEATABLE READ'],
      ['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT 1;', 'SERIALIZABLE'],
      ["SET search_path = a; SET transaction_isolation = 'repeatable read'; SELECT 1;", 'REPEATABLE READ'],
      ['SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT 1;', 'REPEATABLE READ'],
      ['SET default_transaction_isolation TO serializable; SELECT 1;', 'SERIALIZABLE'],
      ["SELECT set_config('default_transaction_isolation', 'serializable', false); SELECT 1;", 'SERIALIZABLE'],
      ['SELECT 1;', 'READ COMMITTED'],
    ])('takes that of %s', (sql, isolation) => {
      expect(parse(sql)).toMatchObject({ mode: 'transactional', isolation, problems: [] });
    });

    it('sends no SET TRANSACTION, which has to come before any query', () => {
      const sql = 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, NOT DEFERRABLE;\nSELECT 1;';
      expect(parse(sql).message.trim()).toBe(';\nSELECT 1;');
      expect(textsOf(sql, parse(sql))).toEqual(['SELECT 1']);
    });

    it('gives each unit the level that is in force for it', () => {
      const sql =
        'SELECT 1; SET default_transaction_isolation = serializable; SELECT 2; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 3; COMMIT;';
      expect(parse(sql).units.map(({ isolation }) => isolation)).toEqual([
        'READ COMMITTED',
        'SERIALIZABLE',
        'SERIALIZABLE',
        'REPEATABLE READ',
      ]);
    });
  });

  it.each([
    [
      "standard_conforming_strings = off: strings are read by the standard, where a backslash is itself; write E'…' where it escapes, and leave this out",
      [
        'SET standard_conforming_strings = off;',
        "SET LOCAL standard_conforming_strings TO 'off';",
        'SET SESSION "standard_conforming_strings" = OFF;',
        "SELECT pg_catalog.set_config('standard_conforming_strings', 'off', false);",
      ],
    ],
    [
      'client_encoding = latin1: the file is read and sent as UTF-8; leave this out, and save the file as UTF-8',
      ["SET client_encoding = 'LATIN1'; SELECT 'ü';", "SET NAMES 'LATIN1'; SELECT 'ü';"],
    ],
    [
      'READ ONLY: history is written in the transaction of the script; leave this out',
      [
        'SET TRANSACTION READ ONLY; SELECT 1;',
        'BEGIN READ ONLY; SELECT 1; COMMIT;',
        'START TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE; SELECT 1; COMMIT;',
        'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;',
        'SET default_transaction_read_only = on;',
        'SET LOCAL transaction_read_only = true;',
        "SELECT set_config('default_transaction_read_only', 'on', false);",
      ],
    ],
  ])('refuses by name: %s', (message, scripts) => {
    for (const sql of scripts)
      expect(parse(sql).problems).toEqual([{ code: 'SQL_SETTING_REFUSED', message, offset: 0 }]);
  });

  it.each([
    'SET standard_conforming_strings = on; SET escape_string_warning = off;',
    "SET client_encoding = 'UTF8'; SET NAMES 'utf-8'; SELECT 'ü';",
    "SET client_encoding = 'LATIN1'; SELECT 'u';",
    'SET default_transaction_read_only = off; BEGIN READ WRITE; SELECT 1; COMMIT;',
  ])('accepts what holds: %s', (sql) => {
    expect(parse(sql).problems).toEqual([]);
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

  it.each([
    [
      'SET TRANSACTION ISOLATION must stand first in its transaction',
      'SELECT 1; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;',
    ],
    [
      'SET DEFAULT_TRANSACTION_ISOLATION TO is for transactions that begin after it, and the script is one: put it first',
      'SELECT 1; SET default_transaction_isolation TO serializable;',
    ],
  ])('refuses %s', (message, sql) => {
    expect(parse(sql).problems).toEqual([{ code: 'SQL_TRANSACTION_CONTROL', message, offset: 10 }]);
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

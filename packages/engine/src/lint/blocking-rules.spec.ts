import { scriptOfText } from '../migrations/script/read-script';
import { parseScript } from '../migrations/units/parse-script';
import { blockingRules } from './blocking-rules';
import { collectLookups } from './collect-lookups';
import { findBlocking } from './find-blocking';
import { readLintScript } from './lint-script';
import { nothingKnown, type RelationFacts } from './table-catalog';
import { setLockTimeout, workUnderLock } from './transaction-rules';

const withRows: RelationFacts = {
  table: 'public.t',
  isThere: true,
  hasRows: true,
  columns: {},
  indexes: {},
  checks: [],
  constraints: {},
  attach: undefined,
};

/** Tables that are found by way of the one that is named. */
const derived = new Set([
  'default-partition',
  'typed',
  'referenced',
  'referencing',
  'truncated',
  'inheriting',
  'dropped',
]);

/** What is found when every table that is named is there and holds rows, and those that belong to it are, or are not. */
function lintWith(others: 'there' | 'absent', ...texts: readonly string[]) {
  const scripts = texts.map((text, index) =>
    readLintScript(`${index}`, `${index}/up.sql`, parseScript(scriptOfText(text, `${index}/up.sql`, 'up'))),
  );
  const { relations } = collectLookups(scripts);
  const present = relations.filter(({ kind }) => others === 'there' || !derived.has(kind));
  const known = Object.fromEntries(present.map(({ id }) => [id, withRows]));
  return findBlocking(scripts, { ...nothingKnown, relations: known }, 1_200);
}

const lint = (...texts: readonly string[]) => lintWith('there', ...texts);

const rulesFound = (...texts: readonly string[]) => lint(...texts).findings.map(({ rule }) => rule);

it.each(blockingRules)('$name finds its example and lets its safe form pass', ({ name, example, safeExample }) => {
  expect(rulesFound(example)).toContain(name);
  expect(rulesFound(safeExample ?? '')).toEqual([]);
});

it('has names that a comment can give, each once', () => {
  const names = [...blockingRules.map(({ name }) => name), workUnderLock.name, setLockTimeout.name];
  expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

it.each([
  ['REINDEX SCHEMA public', 'reindex'],
  ['REINDEX (CONCURRENTLY off) TABLE t', 'reindex'],
  ['VACUUM FULL', 'rewrite-table'],
  ['VACUUM (FULL, ANALYZE) t (a, b), u', 'rewrite-table'],
  ['CLUSTER', 'rewrite-table'],
  ['CLUSTER t_i ON t', 'rewrite-table'],
  ['CLUSTER VERBOSE t', 'rewrite-table'],
  ['ALTER INDEX t_i SET TABLESPACE fast', 'change-storage'],
  ['ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b', 'change-storage'],
  ['ALTER MATERIALIZED VIEW m SET TABLESPACE fast', 'change-storage'],
  ['ALTER TABLE t SET ACCESS METHOD heap2', 'change-storage'],
  ['ALTER TABLE t ADD CONSTRAINT k UNIQUE (a) USING INDEX TABLESPACE fast', 'add-unique'],
  ['ALTER TABLE t ATTACH PARTITION p DEFAULT', 'attach-partition'],
  ['REPACK t', 'rewrite-table'],
  ['REPACK', 'rewrite-table'],
  ['REPACK (VERBOSE, CONCURRENTLY off) t USING INDEX t_i', 'rewrite-table'],
  ['ALTER TABLE t DETACH PARTITION p CONCURRENTLY', 'detach-partition'],
  ['ALTER TABLE t ALTER CONSTRAINT c INHERIT', 'alter-constraint'],
  ['ALTER DOMAIN d VALIDATE CONSTRAINT c', 'domain-constraint'],
  ['ALTER TABLE t ADD a int GENERATED ALWAYS AS (b) NOT NULL', 'add-column-not-null'],
])('finds %s', (sql, rule) => {
  expect(new Set(rulesFound(sql))).toEqual(new Set([rule]));
});

it.each([
  'REINDEX (CONCURRENTLY) TABLE t',
  'REINDEX INDEX CONCURRENTLY t_i',
  'VACUUM (FULL off) t',
  'VACUUM (VERBOSE, ANALYZE) t',
  'DROP INDEX CONCURRENTLY t_i',
  'DROP INDEX t_i',
  'ALTER TABLE t DETACH PARTITION p CONCURRENTLY',
  'ALTER TABLE t DETACH PARTITION p',
  "INSERT INTO t VALUES ('ALTER TABLE t ALTER a SET NOT NULL')",
  'CREATE TABLE p PARTITION OF t DEFAULT',
  'REPACK (CONCURRENTLY) t',
  'ALTER TABLE t ALTER CONSTRAINT c NOT ENFORCED',
  'ALTER TABLE t ADD a int CHECK (a > 0) NOT ENFORCED',
  'ALTER TABLE t ADD a int REFERENCES o NOT ENFORCED',
  'ALTER TABLE t DETACH PARTITION p FINALIZE',
  'ALTER TYPE c ALTER ATTRIBUTE a TYPE bigint',
  'ALTER TABLE t ALTER a DROP NOT NULL, RENAME COLUMN a TO b',
  'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED',
])('lets %s pass', (sql) => {
  expect(lintWith('absent', sql).findings).toEqual([]);
});

it('keeps a lock until its transaction ends, and no longer', () => {
  const locked = 'ALTER TABLE t ADD COLUMN a int;';
  const update = 'UPDATE u SET a = 1 WHERE a > 0;';
  expect(rulesFound(`${locked} ${update}`)).toEqual(['work-under-lock']);
  expect(rulesFound(`BEGIN; ${locked} COMMIT; BEGIN; ${update} COMMIT;`)).toEqual([]);
  expect(rulesFound(locked, update)).toEqual([]);
  expect(rulesFound(`-- pgrestify: transaction off\n${locked} ${update}`)).toEqual([]);
});

it.each([
  'ALTER TABLE t VALIDATE CONSTRAINT c;',
  'DELETE FROM t WHERE a = 1;',
  'WITH gone AS (SELECT 1) DELETE FROM ONLY t USING gone WHERE true;',
  'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE;',
])('sees work in %s', (work) => {
  expect(rulesFound(`CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); ${work}`)).toEqual([
    'work-under-lock',
  ]);
});

it('does not take a weak lock for a strong one', () => {
  const weak = 'ALTER TABLE t SET (fillfactor = 80), ALTER a SET STATISTICS 9; LOCK t IN ACCESS SHARE MODE;';
  expect(rulesFound(`${weak} UPDATE t SET a = 1 WHERE a > 0;`)).toEqual([]);
});

it.each([
  'ALTER TABLE "" ADD CHECK (true)',
  'ALTER TABLE t',
  'ALTER TABLE t ADD',
  'ALTER TABLE t.',
  'CREATE INDEX ON',
  'DROP INDEX',
  'LOCK',
  'TRUNCATE',
  'WITH',
  'SET search_path =',
])('leaves to the server what is no SQL: %s', (sql) => {
  expect(rulesFound(sql)).toEqual([]);
});

it('keeps up with a script of very many statements', () => {
  const sql = (count: number) => 'ALTER TABLE t ADD COLUMN a int; UPDATE u SET a = 1;\n'.repeat(count);
  expect(rulesFound(sql(5_000))).toHaveLength(5_000);
});

it.each([
  'WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a ON CONFLICT (n) DO UPDATE SET n = 1;',
  'WITH a AS (SELECT 1) SELECT * FROM a FOR UPDATE;',
])('does not take for work what is none: %s', (work) => {
  expect(rulesFound(`ALTER TABLE t ADD COLUMN a int; ${work}`)).toEqual([]);
});

it.each([
  ["SET lock_timeout = '1s'", []],
  ['SET LOCAL lock_timeout TO 1200', []],
  ['SET statement_timeout = 0', []],
  ["SET lock_timeout = '5s'", ['set-lock-timeout']],
  ['SET SESSION lock_timeout = 0', ['set-lock-timeout']],
  ['SET lock_timeout TO DEFAULT', ['set-lock-timeout']],
  ['RESET lock_timeout', ['set-lock-timeout']],
  ['RESET ALL', ['set-lock-timeout']],
  ["SELECT set_config('lock_timeout', '0', true)", ['set-lock-timeout']],
  ["SELECT pg_catalog.set_config('lock_timeout', '1s', true)", []],
  ['RESET search_path', []],
])('judges %s', (sql, rules) => {
  expect(rulesFound(sql)).toEqual(rules);
});

it('follows names through the run: search_path, renamed and dropped tables', () => {
  const { findings } = lint('SET search_path = app; ALTER TABLE a RENAME TO b; ALTER TABLE b ALTER x SET NOT NULL;');
  expect(findings).toHaveLength(1);
  const scripts = [
    readLintScript('1', '1', parseScript(scriptOfText("SET SCHEMA 'app'; CREATE INDEX ON a (x);", '1', 'up'))),
    readLintScript('2', '2', parseScript(scriptOfText('CREATE INDEX ON a (x);', '2', 'up'))),
  ];
  expect(collectLookups(scripts).relations.map(({ name, searchPath }) => [name, searchPath])).toEqual([
    ['"a"', '"app"'],
    ['"a"', undefined],
  ]);
  expect(rulesFound('DROP TABLE a; CREATE TABLE a (x int); CREATE INDEX ON a (x);')).toEqual([]);
});

it.each([
  ['CREATE INDEX ON a (x)', []],
  ['CREATE INDEX ON b (x)', ['create-index']],
  ['ALTER TABLE b RENAME TO c; CREATE INDEX ON c (x)', ['create-index']],
  ['DROP TABLE a; ALTER TABLE b RENAME TO a; CREATE INDEX ON a (x)', ['create-index']],
  ['ALTER TABLE a RENAME TO c; CREATE INDEX ON c (x)', []],
])('tells a table from a new one of its name: %s', (sql, rules) => {
  expect(rulesFound(`ALTER TABLE a RENAME TO b; CREATE TABLE a (x int); ${sql};`)).toEqual(rules);
});

it.each([
  ['WITH a AS (UPDATE u SET n = 1 RETURNING n) SELECT * FROM a', ['work-under-lock']],
  ['WITH a AS MATERIALIZED (DELETE FROM u RETURNING n) INSERT INTO v SELECT * FROM a', ['work-under-lock']],
  ['WITH a AS (SELECT 1 FROM u FOR UPDATE) SELECT * FROM a', ['work-under-lock']],
  ['SELECT setval($1, (SELECT max(n) FROM u))', []],
  ['INSERT INTO v SELECT n FROM u', ['work-under-lock']],
  ['INSERT INTO v (n) SELECT g FROM generate_series(1, 9) g JOIN ONLY app.u ON true', ['work-under-lock']],
  ['INSERT INTO v VALUES ((SELECT max(n) FROM u))', ['work-under-lock']],
  ['WITH a (n) AS NOT MATERIALIZED (SELECT n FROM u) INSERT INTO v SELECT n FROM a', ['work-under-lock']],
  ['CREATE TABLE w AS SELECT * FROM u', ['work-under-lock']],
  ["INSERT INTO v VALUES (1, extract(year FROM now())), (2, substring('abc' FROM 2))", []],
  ['INSERT INTO v SELECT 1 IS DISTINCT FROM n FROM unnest(ARRAY[1]) n', []],
  ['WITH a (n) AS (VALUES (1)), "B" AS (SELECT n FROM a) INSERT INTO v SELECT n FROM "B" JOIN a USING (n)', []],
  ['CREATE TABLE w (n int GENERATED ALWAYS AS (1) STORED)', []],
])('finds work inside of a query: %s', (work, rules) => {
  expect(rulesFound(`ALTER TABLE t ADD COLUMN a int; ${work};`)).toEqual(rules);
});

import { splitStatements } from './split-statements';
import type { StatementKind } from './statement';
import { classifyStatement } from './statement-kind';

function kindOf(sql: string): StatementKind {
  const text = Buffer.from(`/* first */ ${sql};`);
  return classifyStatement(text, splitStatements(text).statements[0]);
}

const examples: readonly (readonly [StatementKind, readonly string[]])[] = [
  ['begin', ['BEGIN', 'begin transaction isolation level serializable', 'START TRANSACTION READ ONLY', 'BEGIN WORK']],
  ['commit', ['COMMIT', 'COMMIT WORK', 'END', 'end transaction', 'COMMIT AND CHAIN']],
  ['rollback', ['ROLLBACK', 'ABORT', 'rollback work', 'ROLLBACK AND CHAIN']],
  ['prepare-transaction', ["PREPARE TRANSACTION 'x'"]],
  [
    'enum-add-value',
    [
      "ALTER TYPE mood ADD VALUE 'c'",
      "ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'c' BEFORE 'a'",
      `ALTER TYPE "S"."Mood" ADD VALUE 'c'`,
      "ALTER TYPE add ADD VALUE 'c'",
    ],
  ],
  [
    'non-transactional',
    [
      'CREATE UNIQUE INDEX CONCURRENTLY i ON t (y)',
      'create index concurrently if not exists i on t (y)',
      'CREATE INDEX CONCURRENTLY ON t (y)',
      'DROP INDEX CONCURRENTLY IF EXISTS i',
      'REINDEX (VERBOSE, CONCURRENTLY) TABLE t',
      'REINDEX (CONCURRENTLY TRUE) TABLE t',
      'REINDEX (VERBOSE) SCHEMA s',
      'VACUUM (ANALYZE, FULL off) t',
      'CLUSTER VERBOSE',
      'CLUSTER (VERBOSE)',
      'DROP DATABASE IF EXISTS d WITH (FORCE)',
      'ALTER DATABASE d TABLESPACE t',
      'ALTER DATABASE d WITH TABLESPACE t',
      'ALTER TABLE IF EXISTS s.p DETACH PARTITION s.p1 CONCURRENTLY',
      'ALTER TABLE IF EXISTS ONLY s.p DETACH PARTITION "p1"CONCURRENTLY',
      "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (slot_name = 'a', copy_data = false)",
      "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot)",
      'ALTER SUBSCRIPTION s ADD PUBLICATION q WITH (copy_data = false)',
      'ALTER SUBSCRIPTION s DROP PUBLICATION q WITH (refresh = on)',
      'ALTER SUBSCRIPTION s SET (failover = true)',
      'REPACK (CONCURRENTLY) t',
      'REPACK (VERBOSE, ANALYZE) t',
      'REPACK',
      'REPACK (VERBOSE)',
      'REPACK USING INDEX',
      'DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$',
      'DO LANGUAGE plpgsql $$ BEGIN LOOP commit AND CHAIN; EXIT; END LOOP; END $$',
      "DO 'BEGIN IF true THEN ROLLBACK; ELSE RAISE NOTICE ''x''; END IF; END'",
      "DO E'BEGIN\\nROLLBACK;\\nEND'",
      'DO $$ BEGIN <<out>> COMMIT; END $$',
    ],
  ],
  [
    'transactional',
    [
      'CREATE INDEX concurrently_named ON t (y)',
      'CREATE INDEX "concurrently" ON t (y)',
      'CREATE TABLE vacuum (x int)',
      'REINDEX (CONCURRENTLY off) TABLE t',
      'REPACK t',
      'REPACK (CONCURRENTLY off, ANALYZE off) t USING INDEX i',
      'ALTER SUBSCRIPTION s SET (two_phase = true)',
      'REINDEX (VERBOSE) TABLE concurrently_named',
      'CLUSTER VERBOSE t',
      'ALTER DATABASE d OWNER TO tablespace',
      'ALTER DATABASE d RENAME TO tablespace',
      'ALTER TABLE p DETACH PARTITION p1 FINALIZE',
      'ALTER TABLE p DETACH PARTITION p1 -- CONCURRENTLY',
      'ALTER TABLE p DETACH PARTITION "CONCURRENTLY"',
      "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = 'off')",
      'ALTER SUBSCRIPTION s SET (slot_name = NONE, synchronous_commit = off)',
      'ALTER SUBSCRIPTION s ADD PUBLICATION q WITH (copy_data, refresh = 0)',
      'ALTER SUBSCRIPTION s OWNER TO publication',
      "ALTER TYPE mood RENAME VALUE 'a' TO 'b'",
      'ALTER TYPE pair ADD ATTRIBUTE value int',
      'ROLLBACK TO a',
      'ROLLBACK WORK TO SAVEPOINT a',
      'RELEASE a',
      'PREPARE p AS SELECT 1',
      'DISCARD TEMP',
      'SET CONSTRAINTS ALL IMMEDIATE',
      'DO $$ BEGIN CREATE TEMP TABLE x (y int) ON COMMIT DROP; END $$',
      "DO $$ BEGIN RAISE NOTICE 'then COMMIT;'; -- ; COMMIT;\n END $$",
      'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$',
      '(SELECT 1)',
    ],
  ],
];

describe('classifyStatement', () => {
  it.each(examples.flatMap(([kind, statements]) => statements.map((sql) => [kind, sql] as const)))(
    'answers %s for %s',
    (kind, sql) => {
      expect(kindOf(sql)).toBe(kind);
    },
  );
});

import { Client, DatabaseError } from 'pg';

import { testMajors } from '../../../testing/servers/test-majors';
import { startTestServer, type TestServer } from '../../../testing/servers/test-server';
import { splitStatements } from './split-statements';
import type { StatementKind } from './statement';
import { classifyStatement } from './statement-kind';

const setup = `
  CREATE TABLE t (x int PRIMARY KEY, y int);
  CREATE INDEX i ON t (y);
  CREATE TABLE p (a int) PARTITION BY RANGE (a);
  CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2);
  CREATE INDEX pi ON p (a);
  CREATE TYPE mood AS ENUM ('a', 'b');
  CREATE MATERIALIZED VIEW mv AS SELECT * FROM t;
  CREATE UNIQUE INDEX mvi ON mv (x);
  CREATE PROCEDURE quiet() LANGUAGE plpgsql AS 'BEGIN NULL; END';
  CREATE SUBSCRIPTION s0 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false);
  CREATE SUBSCRIPTION refreshed CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false);
  ALTER SUBSCRIPTION refreshed ENABLE;
`;

/** Refused inside a transaction on every version (25001, or 2D000 for a COMMIT in a block). */
const refused = [
  'CREATE INDEX CONCURRENTLY ic ON t (y)',
  'DROP INDEX CONCURRENTLY i',
  'REINDEX TABLE CONCURRENTLY t',
  'REINDEX (CONCURRENTLY) INDEX i',
  'REINDEX SCHEMA public',
  'REINDEX DATABASE kinds',
  'REINDEX SYSTEM kinds',
  'VACUUM',
  'VACUUM t',
  'VACUUM FULL t',
  'VACUUM (ANALYZE) t',
  'CLUSTER',
  'CLUSTER VERBOSE',
  'CREATE DATABASE d',
  'DROP DATABASE other',
  'ALTER DATABASE other SET TABLESPACE pg_default',
  'ALTER DATABASE other TABLESPACE pg_default',
  "CREATE TABLESPACE ts LOCATION '/nonexistent'",
  'DROP TABLESPACE ts',
  "ALTER SYSTEM SET work_mem = '4MB'",
  'ALTER SYSTEM RESET ALL',
  "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p",
  'ALTER SUBSCRIPTION refreshed REFRESH PUBLICATION',
  'ALTER SUBSCRIPTION refreshed SET PUBLICATION q',
  'ALTER SUBSCRIPTION refreshed ADD PUBLICATION q',
  'DROP SUBSCRIPTION s0',
  'ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY',
  "COMMIT PREPARED 'x'",
  "ROLLBACK PREPARED 'x'",
  'DISCARD ALL',
  'DO $$ BEGIN COMMIT; END $$',
  "DO 'BEGIN IF true THEN ROLLBACK; END IF; END'",
] as const;

/** Runs inside a transaction on every version. */
const taken = [
  'REINDEX TABLE t',
  'REINDEX INDEX i',
  'REINDEX (CONCURRENTLY off) INDEX i',
  'ANALYZE t',
  'CLUSTER t USING i',
  "ALTER DATABASE kinds SET work_mem = '4MB'",
  'ALTER DATABASE other RENAME TO another',
  'ALTER TABLESPACE pg_default RESET (seq_page_cost)',
  "CREATE SUBSCRIPTION s2 CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)",
  'ALTER SUBSCRIPTION s0 SET PUBLICATION q WITH (refresh = false)',
  'ALTER SUBSCRIPTION s0 DISABLE',
  'ALTER SUBSCRIPTION s0 SET (slot_name = NONE)',
  'ALTER TABLE p DETACH PARTITION p1',
  'REFRESH MATERIALIZED VIEW CONCURRENTLY mv',
  "ALTER TYPE mood ADD VALUE 'c'",
  'DISCARD PLANS',
  'DISCARD TEMP',
  'CALL quiet()',
  'DO $$ BEGIN CREATE TEMP TABLE x (y int) ON COMMIT DROP; END $$',
  'LISTEN a',
  'NOTIFY a',
  'CREATE ROLE kinds_role',
  'CHECKPOINT',
  "LOAD 'plpgsql'",
  'CREATE EXTENSION IF NOT EXISTS plpgsql',
  'LOCK TABLE t',
  'DECLARE c CURSOR FOR SELECT 1',
  'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
  'SAVEPOINT a',
  "SET LOCAL work_mem = '4MB'",
  'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
  'SET CONSTRAINTS ALL IMMEDIATE',
  'ALTER TABLE t SET UNLOGGED',
  'ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default',
  'SELECT pg_switch_wal()',
  'PREPARE q AS SELECT 1',
] as const;

/** Only the catalog tells, and the usual case is taken: refused here, though classified as transactional. */
const refusedByCatalog = ['REINDEX TABLE p', 'REINDEX INDEX pi'] as const;

function kindOf(sql: string): StatementKind {
  const text = Buffer.from(sql);
  return classifyStatement(text, splitStatements(text).statements[0]);
}

describe.each(testMajors(14, 15, 16, 17, 18))('classifyStatement and PostgreSQL %i', (major) => {
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startTestServer({ major });
    await server.createDatabase('other');
    client = new Client(await server.createDatabase('kinds'));
    await client.connect();
    await client.query(setup);
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  /** SQLSTATE of the statement inside a transaction; undefined when it ran. */
  async function stateInTransaction(sql: string): Promise<string | undefined> {
    await client.query('BEGIN');
    try {
      await client.query(sql);
      return undefined;
    } catch (error) {
      if (error instanceof DatabaseError) return error.code;
      throw error;
    } finally {
      await client.query('ROLLBACK');
    }
  }

  it.each(refused)('agree that a transaction refuses %s', async (sql) => {
    expect(['25001', '2D000']).toContain(await stateInTransaction(sql));
    expect(kindOf(sql)).toBe('non-transactional');
  });

  it.each(taken)('agree that a transaction takes %s', async (sql) => {
    expect(await stateInTransaction(sql)).toBeUndefined();
    expect(['transactional', 'enum-add-value']).toContain(kindOf(sql));
  });

  it.each(refusedByCatalog)('leave %s to the directive `transaction off`', async (sql) => {
    expect(await stateInTransaction(sql)).toBe('25001');
    expect(kindOf(sql)).toBe('transactional');
  });

  it('agree that a new enum value cannot be used before its commit', async () => {
    expect(await stateInTransaction("ALTER TYPE mood ADD VALUE 'new'; SELECT 'new'::mood")).toBe('55P04');
  });
});

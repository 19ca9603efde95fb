import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { MigrationEvent } from '../../src/events';
import { eventually } from '../eventually';
import type { TestProject, TestProjectOptions } from '../projects/test-project';

/** An empty database, reached by one kind of connection. */
export interface DatabaseHarness {
  /** A project whose commands use that connection. */
  project(options?: TestProjectOptions): TestProject;
  /** What a query answers, asked by another way: fields joined by `|`, a line for each row. */
  query(sql: string): Promise<string>;
}

/** One thing that the commands do over every kind of connection; independent of a test framework. */
export interface DatabaseCase {
  readonly name: string;
  /** The case compares a schema with that of an embedded server of the same major. */
  readonly shadow?: 'needed';
  /** Rejects with an AssertionError. */
  readonly check: (harness: DatabaseHarness) => Promise<void>;
}

/** What migrations need of a connection: run each case with a harness over a database of its own. */
export const databaseContract: readonly DatabaseCase[] = [
  {
    name: 'migrates, says so in status, and then has nothing to do',
    check: async ({ project: open, query }) => {
      const project = open();
      project.write(
        'functions/one.sql',
        'CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;',
      );
      project.migration('001_t', 'CREATE TABLE t (id int);\nINSERT INTO t SELECT one();', 'DROP TABLE t;');
      equal((await project.migrate({ dryRun: true })).outcome, 'planned');
      equal(await query("SELECT to_regclass('t') IS NULL AND to_regclass('pgrestify.migrations') IS NULL"), 't');
      equal((await project.migrate()).outcome, 'succeeded');
      equal((await project.migrate()).outcome, 'nothing-to-do');
      equal(await query('SELECT id FROM t'), '1');
      const { migrations, current } = await project.status();
      deepEqual([current, migrations.map(({ state }) => state)], ['001', ['applied', 'applied']]);
    },
  },
  {
    name: 'rolls back, and applies again',
    check: async ({ project: open, query }) => {
      const project = open();
      project.migration('001_t', 'CREATE TABLE t ();', 'DROP TABLE t;');
      project.migration('002_u', 'CREATE TABLE u ();', 'DROP TABLE u;');
      await project.migrate();
      equal((await project.rollback({ to: '001' })).outcome, 'succeeded');
      equal(await query("SELECT to_regclass('t') IS NULL, to_regclass('u') IS NULL"), 'f|t');
      equal((await project.migrate()).outcome, 'succeeded');
    },
  },
  {
    name: 'does the newest migration again after it was edited',
    check: async ({ project: open, query }) => {
      const project = open({ development: true });
      project.migration('001_t', 'CREATE TABLE t (a int);', 'DROP TABLE t;');
      await project.migrate();
      project.migration('001_t', 'CREATE TABLE t (b int);', 'DROP TABLE t;');
      equal((await project.migrate()).outcome, 'refused');
      equal((await project.migrate({ redo: true })).outcome, 'succeeded');
      equal(await query("SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0"), 'b');
    },
  },
  {
    name: 'keeps nothing of a script that fails, and says where',
    check: async ({ project: open, query }) => {
      const project = open();
      project.migration('001_t', 'CREATE TABLE t ();\nSELECT nothing;', 'DROP TABLE t;');
      const { outcome, steps } = await project.migrate();
      equal(outcome, 'failed');
      equal(steps[0]?.error?.location?.line, 2);
      equal(await query("SELECT to_regclass('t') IS NULL"), 't');
      project.migration('001_t', 'CREATE TABLE t ();', 'DROP TABLE t;');
      equal((await project.migrate()).outcome, 'succeeded');
    },
  },
  {
    name: 'builds an index concurrently, and tells of each statement',
    check: async ({ project: open, query }) => {
      const project = open();
      project.migration('001_t', 'CREATE TABLE t (id int);', 'DROP TABLE t;');
      project.migration('002_i', 'CREATE INDEX CONCURRENTLY i ON t (id);\nCREATE INDEX CONCURRENTLY j ON t (id);');
      equal((await project.migrate()).outcome, 'succeeded');
      equal(await query("SELECT bool_and(indisvalid), count(*) FROM pg_index WHERE indrelid = 't'::regclass"), 't|2');
      deepEqual(
        eventsOf(project, 'statement-finished')
          .map(({ done, total }) => [done, total])
          .at(-1),
        [2, 2],
      );
    },
  },
  {
    name: 'sends the data of a COPY block',
    check: async ({ project: open, query }) => {
      const rows = Array.from({ length: 20_000 }, (_, index) => `${index}\tname ${index}\n`).join('');
      const project = open();
      project.migration(
        '001_t',
        `CREATE TABLE t (id int, name text);\nCOPY t FROM stdin;\n${rows}\\.\n`,
        'DROP TABLE t;',
      );
      equal((await project.migrate()).outcome, 'succeeded');
      equal(await query('SELECT count(*), max(id), max(name) FROM t'), '20000|19999|name 9999');
    },
  },
  {
    name: 'sends a script of 9 MB, and shows how far it is',
    check: async ({ project: open, query }) => {
      const filling = 'x'.repeat(90_000);
      const inserts = Array.from({ length: 100 }, (_, index) => `INSERT INTO t VALUES (${index}, '${filling}');\n`);
      const project = open();
      project.migration('001_t', `CREATE TABLE t (id int, filling text);\n${inserts.join('')}`, 'DROP TABLE t;');
      equal((await project.migrate()).outcome, 'succeeded');
      equal(await query('SELECT count(*), sum(length(filling)) FROM t'), '100|9000000');
      ok(eventsOf(project, 'statement-finished').length > 1);
    },
  },
  {
    name: 'hears what the server raises',
    check: async ({ project: open }) => {
      const project = open();
      project.migration('001_n', "DO $$ BEGIN RAISE WARNING 'look at %', 'this'; END $$;");
      await project.migrate();
      deepEqual(
        eventsOf(project, 'server-notice').map(({ message }) => message),
        ['look at this'],
      );
    },
  },
  {
    name: 'cancels the statement that runs, keeps nothing of it, and frees the lock',
    check: async ({ project: open, query }) => {
      const project = open();
      project.migration('001_t', 'CREATE TABLE t ();\nSELECT pg_sleep(600);', 'DROP TABLE t;');
      const interruption = new AbortController();
      const run = project.migrate({}, interruption.signal);
      await eventually('the statement runs', async () => (await query(`SELECT count(*) FROM ${sleepers}`)) === '1');
      interruption.abort();
      equal((await run).outcome, 'cancelled');
      equal(await query("SELECT to_regclass('t') IS NULL"), 't');
      equal(await query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), '0');
      equal(await query(`SELECT count(*) FROM ${sleepers}`), '0');
    },
  },
  {
    name: 'runs once when two start at once: the other waits, and ends with nothing to do',
    check: async ({ project: open, query }) => {
      const [one, other] = [open(), open()];
      for (const project of [one, other]) {
        project.migration('001_t', 'CREATE TABLE t (at timestamptz);\nSELECT pg_sleep(0.5);', 'DROP TABLE t;');
        project.write('repeatable/count.sql', 'INSERT INTO t VALUES (now());');
      }
      const outcomes = (await Promise.all([one.migrate(), other.migrate()])).map(({ outcome }) => outcome);
      deepEqual(outcomes.sort(), ['nothing-to-do', 'succeeded']);
      equal(await query('SELECT count(*) FROM t'), '1');
    },
  },
  {
    name: 'ends with a named error when its connection is ended, and the next run goes on',
    check: async ({ project: open, query }) => {
      const project = open();
      project.migration('001_t', 'CREATE TABLE t ();', 'DROP TABLE t;');
      project.migration('002_s', 'CREATE TABLE s ();\nSELECT pg_sleep(600);', 'DROP TABLE s;');
      const run = project.migrate();
      await eventually('the statement runs', async () => (await query(`SELECT count(*) FROM ${sleepers}`)) === '1');
      await query(`SELECT pg_terminate_backend(pid) FROM ${sleepers}`);
      const { outcome, steps } = await run;
      equal(outcome, 'failed');
      equal(steps.at(-1)?.error?.code, 'CONNECTION_LOST');
      project.migration('002_s', 'CREATE TABLE s ();', 'DROP TABLE s;');
      equal((await project.migrate()).outcome, 'succeeded');
      equal(await query("SELECT count(*) FROM pgrestify.migrations WHERE outcome = 'applied'"), '2');
    },
  },
  {
    name: 'finds what was changed by hand, and nothing before',
    shadow: 'needed',
    check: async ({ project: open, query }) => {
      const project = open();
      project.migration('001_t', 'CREATE TABLE t (id int);', 'DROP TABLE t;');
      await project.migrate();
      equal((await project.validate({ afterMigration: true })).outcome, 'succeeded');
      await query('ALTER TABLE t ADD COLUMN by_hand text');
      const { outcome, findings } = await project.validate({ afterMigration: true });
      equal(outcome, 'failed');
      match(findings.map(({ message }) => message).join('\n'), /by_hand/);
    },
  },
];

/** Sessions in the statement that waits. */
const sleepers = "pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";

function eventsOf<Type extends MigrationEvent['type']>(
  { events }: TestProject,
  type: Type,
): readonly Extract<MigrationEvent, { readonly type: Type }>[] {
  return events.filter((event): event is Extract<MigrationEvent, { readonly type: Type }> => event.type === type);
}

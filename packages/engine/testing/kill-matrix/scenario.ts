import type { HookPaths } from '../../src/migrations/hooks/hook';
import type { TestProject } from '../projects/test-project';
import { type Command, largeBytes } from './attempt';

/** A project and a database in a state, and the command that is broken there. */
export interface Scenario {
  readonly name: string;
  readonly command: Command;
  /** What ends it when the command, repeated after a fault, is refused since its own part is done. */
  readonly otherwise?: Command;
  readonly development: boolean;
  /** What runs around them, by paths below the project's folder. */
  readonly hooks?: HookPaths;
  /** Files that are migrated before, while nothing is broken. Absent: the database has no history. */
  readonly before?: (project: TestProject) => void;
  /** Files that are written or changed then, for the command. */
  readonly files?: (project: TestProject) => void;
}

/** Every script counts its own runs by an INSERT, so that one that ran twice, or not at all, shows. */
const counted = (name: string): string => `INSERT INTO public.runs VALUES ('${name}');`;

const users = (project: TestProject): void =>
  project.migration(
    '001_users',
    `CREATE TABLE users (id int PRIMARY KEY, name text); ${counted('001 up')}`,
    `DROP TABLE users; ${counted('001 down')}`,
  );

/** Makes a script large, and costs the server nothing. */
const largeComment = `-- ${'x'.repeat(largeBytes)}\n`;

const migrate: Command = { name: 'migrate', options: {} };

const dropAge = `ALTER TABLE users DROP age; ${counted('002 down')}`;

/** All scenarios that need no program. Each has the table `public.runs (name)` from the start. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'first migration of a database',
    command: migrate,
    development: false,
    files: users,
  },
  {
    name: 'transactional scripts',
    command: migrate,
    development: false,
    before: users,
    files: (project) => {
      project.migration(
        '002_rows',
        `${counted('002 up')}\nCOPY users FROM stdin;\n1\tAda\n2\tGrace\n\\.\nALTER TABLE users ADD age int;`,
        'ALTER TABLE users DROP age;',
      );
      project.migration('003_view', `CREATE VIEW names AS SELECT name FROM users; ${counted('003 up')}`);
    },
  },
  {
    name: 'steps that are sent ahead',
    command: migrate,
    development: false,
    before: users,
    files: (project) => {
      project.migration('002_age', `ALTER TABLE users ADD age int; ${counted('002 up')}`);
      project.migration('003_rows', `INSERT INTO users VALUES (1, 'Ada', 36); ${counted('003 up')}`);
      project.migration('004_rows', `UPDATE users SET age = 37; ${counted('004 up')}`);
      project.migration('005_view', `CREATE VIEW names AS SELECT name FROM users; ${counted('005 up')}`);
      project.migration('006_type', `ALTER TABLE users ALTER age TYPE bigint; ${counted('006 up')}`);
      project.write(
        'repeatable/old.sql',
        `CREATE OR REPLACE VIEW old AS SELECT age > 90 AS old FROM users; ${counted('old')}`,
      );
    },
  },
  {
    name: 'a large script, in batches',
    command: migrate,
    development: false,
    before: users,
    files: (project) =>
      project.migration(
        '002_large',
        `${counted('002 first')}\nCOPY users FROM stdin;\n1\tAda\n\\.\n${counted('002 second')}
COPY users FROM stdin;\n2\tGrace\n\\.\n${largeComment}ALTER TABLE users ADD age int; ${counted('002 last')}`,
      ),
  },
  {
    name: 'a script outside a transaction',
    command: migrate,
    development: false,
    before: users,
    files: (project) => {
      project.migration(
        '002_index',
        `INSERT INTO users SELECT n, 'name ' || n FROM generate_series(1, 100) n; ${counted('002 first')}
CREATE INDEX CONCURRENTLY users_name ON users (name);
VACUUM users;
BEGIN; ALTER TABLE users ADD age int; ${counted('002 unit')} COMMIT;
DROP INDEX CONCURRENTLY users_name;
CREATE UNIQUE INDEX CONCURRENTLY users_name_key ON users (name);
${counted('002 last')}`,
      );
    },
  },
  {
    name: 'scripts that the server or an enum value takes apart',
    command: migrate,
    development: false,
    before: (project) =>
      project.migration(
        '001_parts',
        `CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF parts DEFAULT;
CREATE INDEX ON parts (id); CREATE TYPE state AS ENUM ('open'); CREATE TABLE tickets (s state); ${counted('001 up')}`,
      ),
    files: (project) => {
      project.migration('002_reindex', `${counted('002 first')}\nREINDEX TABLE parts;\n${counted('002 last')}`);
      project.migration(
        '003_state',
        `${counted('003 first')} ALTER TYPE state ADD VALUE 'paused'; INSERT INTO tickets VALUES ('paused'); ${counted('003 last')}`,
      );
    },
  },
  {
    name: 'scripts with hooks around them',
    command: migrate,
    development: false,
    hooks: {
      beforeRun: 'sql/hooks/before-run.sql',
      beforeEach: 'sql/hooks/before-each.sql',
      afterEach: 'sql/hooks/after-each.sql',
      afterRun: 'sql/hooks/after-run.sql',
    },
    before: (project) => {
      users(project);
      // What is not in the transaction of a script may run again, and so must not count.
      project.write('hooks/before-run.sql', 'CREATE TABLE IF NOT EXISTS public.flag (is_on bool); TRUNCATE flag;');
      project.write('hooks/before-each.sql', 'SELECT 1;');
      project.write('hooks/after-each.sql', 'SELECT 1;');
      project.write('hooks/after-run.sql', 'ANALYZE;');
    },
    files: (project) => {
      const inTransaction = "current_setting('pgrestify.migration') NOT LIKE '%index'";
      project.write('hooks/before-run.sql', 'TRUNCATE flag; INSERT INTO flag VALUES (true);');
      project.write('hooks/before-each.sql', `INSERT INTO public.runs SELECT 'before each' WHERE ${inTransaction};`);
      project.write('hooks/after-each.sql', counted('after each'));
      project.write('hooks/after-run.sql', 'UPDATE flag SET is_on = true;');
      project.migration('002_age', `ALTER TABLE users ADD age int; ${counted('002 up')}`);
      project.migration('003_rows', `INSERT INTO users VALUES (1, 'Ada', 36); ${counted('003 up')}`);
      project.migration('004_index', `${counted('004 up')}\nCREATE INDEX CONCURRENTLY users_age ON users (age);`);
    },
  },
  {
    name: 'repeatable scripts',
    command: migrate,
    development: false,
    before: (project) => {
      users(project);
      project.write(
        'functions/one.sql',
        'CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;',
      );
      project.write('repeatable/count.sql', counted('count 1'));
    },
    files: (project) => {
      project.write(
        'functions/one.sql',
        `CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 10 / 10 $$;
${counted('one')}`,
      );
      project.write('repeatable/count.sql', counted('count 2'));
      project.write(
        'repeatable/names.sql',
        `CREATE OR REPLACE VIEW names AS SELECT name FROM users; ${counted('names')}`,
      );
    },
  },
  {
    name: 'rollback',
    command: { name: 'rollback', options: { to: 0 } },
    development: false,
    before: (project) => {
      users(project);
      project.migration(
        '002_age',
        'ALTER TABLE users ADD age int; CREATE INDEX users_age ON users (age);',
        `DROP INDEX CONCURRENTLY users_age;\n${counted('002 down')}\nALTER TABLE users DROP age;`,
      );
      project.migration(
        '003_view',
        'CREATE VIEW names AS SELECT name FROM users;',
        `DROP VIEW names; ${counted('003 down')}`,
      );
    },
  },
  {
    name: 'redo',
    command: { name: 'migrate', options: { redo: true } },
    otherwise: migrate,
    development: true,
    before: (project) => {
      users(project);
      project.migration('002_age', `ALTER TABLE users ADD age int; ${counted('002 up')}`, dropAge);
    },
    files: (project) =>
      project.migration('002_age', `ALTER TABLE users ADD age bigint; ${counted('002 up again')}`, dropAge),
  },
  {
    name: 'reset',
    command: { name: 'migrate', options: { reset: true, confirm: true } },
    development: true,
    before: (project) => {
      project.write('schemas/01_runs.sql', `CREATE TABLE IF NOT EXISTS public.runs (name text); ${counted('runs')}`);
      users(project);
    },
    files: (project) => project.migration('002_age', `ALTER TABLE users ADD age int; ${counted('002 up')}`),
  },
  {
    name: 'baseline',
    command: { name: 'migrate', options: { baseline: '002_age' } },
    development: false,
    files: (project) => {
      users(project);
      project.migration('002_age', `ALTER TABLE users ADD age int; ${counted('002 up')}`);
      project.migration('003_view', `CREATE VIEW names AS SELECT name FROM users; ${counted('003 up')}`);
    },
  },
  {
    name: 'repair',
    command: { name: 'repair', options: { confirm: true } },
    development: false,
    before: (project) => {
      users(project);
      project.migration('002_age', `ALTER TABLE users ADD age int; ${counted('002 up')}`);
      project.migration('003_view', `CREATE VIEW names AS SELECT name FROM users; ${counted('003 up')}`);
    },
    files: (project) => {
      project.remove('migrations/001_users');
      project.migration('002_age', `ALTER TABLE users ADD age bigint; ${counted('002 edited')}`, 'SELECT 1;');
      project.migration('003_view', `CREATE VIEW names AS SELECT name, 1 FROM users; ${counted('003 edited')}`);
    },
  },
];

/** Needs a pg_dump for its server; its connection is the third of a run. */
export const backupScenario: Scenario = {
  name: 'backup',
  command: { name: 'migrate', options: { backup: true } },
  development: false,
  before: users,
  files: (project) => project.migration('002_age', `ALTER TABLE users ADD age int; ${counted('002 up')}`),
};

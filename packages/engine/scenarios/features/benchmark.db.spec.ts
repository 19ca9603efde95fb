import { Client } from 'pg';
import type { BenchmarkCase } from '../../src/benchmark/verdict/benchmark-result';
import { makePostsSql } from '../../testing/benchmark/measure-between';
import { eventually } from '../../testing/eventually';
import { summaryOf } from '../../testing/memory/memory-project';
import { createTestProject } from '../../testing/projects/test-project';
import { useDatabase, useProject, useServer } from '../../testing/servers/use-database';

// `migrate --benchmark` on a real server: what it finds, that the database is only read, and that the copies go.

const server = useServer();
const database = useDatabase(server);
const development = { environment: 'development', development: true } as const;
const bounds = { maxSlowdown: 2, maxVariation: 0.5, samples: 8 };
const project = useProject(database, { ...development, benchmarks: bounds });

const inPostgres = async (text: string) => {
  const client = new Client({ ...database, database: 'postgres' });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

const scratchNames = () => inPostgres("SELECT datname FROM pg_database WHERE datname LIKE 'pgrestify_scratch_%'");

beforeEach(async () => {
  project.migration('001_posts', makePostsSql, 'DROP TABLE posts;');
  await project.migrate();
  project.write('benchmarks/by-author.sql', '-- pgrestify: parameters 7\nSELECT * FROM posts WHERE author_id = $1;');
});

afterEach(async () => {
  expect(await scratchNames()).toEqual([]);
});

const casesOf = (cases: readonly BenchmarkCase[] = []) =>
  cases.map(({ name, verdict, planChanges }) => [name, verdict, ...planChanges.map(({ kind }) => kind)].join(' '));

describe('a migration', () => {
  it('that drops an index fails the run, which names the query and both plans', async () => {
    project.migration('002_drop', 'DROP INDEX posts_author;');
    const { outcome, benchmark } = await project.migrate({ benchmark: true });
    expect([outcome, casesOf(benchmark?.cases)]).toEqual(['failed', ['by-author slower seq-scan-now']]);
    const [found] = benchmark?.cases ?? [];
    expect(found?.before.plan).toContain('posts_author');
    expect(found?.after.plan).toContain('Seq Scan on posts');
    expect(found?.factor).toBeGreaterThan(2);
  });

  it('that adds an index is praised', async () => {
    project.write('benchmarks/by-title.sql', "SELECT * FROM posts WHERE title = 'title 5';");
    project.migration('002_add', 'CREATE INDEX posts_title ON posts (title);');
    const { outcome, benchmark } = await project.migrate({ benchmark: true });
    expect(outcome).not.toBe('refused');
    expect(casesOf(benchmark?.cases)).toContain('by-title faster index-gained');
  });

  it('is run on a copy alone: the database is as before, and the migration pending', async () => {
    project.write('benchmarks/by-author.sql', 'DELETE FROM posts WHERE id < 100;');
    project.migration('002_empty', 'TRUNCATE posts;');
    await project.migrate({ benchmark: true });
    const { migrations } = await project.status();
    expect(migrations.map(({ id, state }) => `${id} ${state}`)).toEqual(['001_posts applied', '002_empty pending']);
    const client = new Client({ ...database });
    await client.connect();
    expect((await client.query('SELECT count(*)::int FROM posts')).rows).toEqual([{ count: 100_000 }]);
    await client.end();
  });

  it('that breaks a query fails the run', async () => {
    project.write('benchmarks/titles.sql', 'SELECT title\nFROM posts LIMIT 1;');
    project.migration('002_rename', 'ALTER TABLE posts RENAME title TO name;');
    const { outcome, benchmark } = await project.migrate({ benchmark: true });
    expect(outcome).toBe('failed');
    const broken = benchmark?.cases.find(({ name }) => name === 'titles');
    expect(broken).toMatchObject({
      verdict: 'fails-now',
      after: { error: { location: { path: 'apps/api/sql/benchmarks/titles.sql', line: 1, column: 8 } } },
    });
  });

  it('that fails on the copy fails the run, and nothing is measured', async () => {
    project.migration('002_a', 'CREATE TABLE a ();');
    project.migration('003_b', 'SELECT nothing;');
    const result = await project.migrate({ benchmark: true });
    expect(summaryOf(result)).toMatchObject({ outcome: 'failed', steps: ['up 002_a not-run', 'up 003_b failed'] });
    expect(result.benchmark).toBeUndefined();
    expect(project.events.at(-1)).toMatchObject({ counts: { applied: 0, failed: 1, pending: 1 } });
  });
});

it('a query whose time is noise is not judged', async () => {
  const noisy = createTestProject({ ...database }, { ...development, benchmarks: { maxVariation: 0.05, samples: 30 } });
  noisy.migration('001_posts', makePostsSql, 'DROP TABLE posts;');
  noisy.migration('002_a', 'CREATE TABLE a ();');
  noisy.write('benchmarks/any.sql', 'SELECT pg_sleep(random() * 0.01)');
  const { outcome, benchmark } = await noisy.migrate({ benchmark: true });
  noisy.dispose();
  expect([outcome, casesOf(benchmark?.cases)]).toEqual(['succeeded', ['any noise']]);
  expect(benchmark?.cases[0]?.reason).toMatch(/^its times vary by \d+ % of their mean, and 5 % is the bound/);
});

it('a budget of its own is what a query is judged by', async () => {
  const queries = { 'by-author': { maxSlowdown: 50, maxVariation: 0.5 } };
  const lenient = createTestProject({ ...database }, { ...development, benchmarks: { ...bounds, queries } });
  lenient.migration('001_posts', makePostsSql, 'DROP TABLE posts;');
  lenient.migration('002_a', 'CREATE TABLE a ();');
  lenient.write('benchmarks/by-author.sql', 'SELECT * FROM posts WHERE author_id = 7;');
  const { benchmark } = await lenient.migrate({ benchmark: true });
  lenient.dispose();
  expect(benchmark?.cases).toMatchObject([{ name: 'by-author', maxSlowdown: 50 }]);
});

describe('nothing is copied', () => {
  it('when nothing is pending', async () => {
    expect(await project.migrate({ benchmark: true })).toMatchObject({ outcome: 'nothing-to-do', steps: [] });
    expect(project.events.map(({ type }) => type)).not.toContain('copy-started');
  });

  it('when a file is wrong, and all that are', async () => {
    project.migration('002_a', 'CREATE TABLE a ();');
    project.write('benchmarks/by-author.sql', 'SELECT 1; SELECT 2;');
    project.write('benchmarks/other.sql', 'SELECT $1;');
    const { outcome, refusals } = await project.migrate({ benchmark: true });
    expect([outcome, refusals.map(({ code }) => code)]).toEqual([
      'refused',
      ['BENCHMARK_INVALID', 'BENCHMARK_INVALID'],
    ]);
  });

  it('when there is no query', async () => {
    project.migration('002_a', 'CREATE TABLE a ();');
    project.remove('benchmarks');
    expect((await project.migrate({ benchmark: true })).refusals).toMatchObject([{ code: 'BENCHMARKS_MISSING' }]);
  });

  it('of an environment that is not development, unless somebody takes its rows as they are', async () => {
    const staging = createTestProject({ ...database }, { environment: 'staging' });
    staging.migration('001_posts', makePostsSql, 'DROP TABLE posts;');
    staging.migration('002_a', 'CREATE TABLE a ();');
    staging.write('benchmarks/one.sql', 'SELECT 1;');
    const { refusals } = await staging.migrate({ benchmark: true });
    staging.dispose();
    expect(refusals.map(({ code }) => code)).toContain('COPY_NOT_ANONYMIZED');
  });

  it('for statements that nobody counts', async () => {
    project.migration('002_a', 'CREATE TABLE a ();');
    await expect(project.migrate({ benchmark: 'top:5' })).rejects.toMatchObject({ code: 'STATEMENTS_UNKNOWN' });
  });

  it('without rows', async () => {
    await expect(project.migrate({ benchmark: true, withData: false })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
  });

  it('for a source that nobody knows', async () => {
    await expect(project.migrate({ benchmark: 'top' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

it('a run that is interrupted in the middle of a query ends at once, and leaves no copy', async () => {
  project.migration('002_a', 'CREATE TABLE a ();');
  project.write('benchmarks/by-author.sql', 'SELECT pg_sleep(600);');
  const interruption = new AbortController();
  const running = project.migrate({ benchmark: true }, interruption.signal);
  const sleeping = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
  await eventually('the query runs', async () => (await inPostgres(sleeping)).length === 1);
  interruption.abort();
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
});

import type { TestProject } from '../../testing/projects/test-project';
import { useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const project = useProject(database);

type Durations = Readonly<Record<string, number | undefined>>;
type RunResult = Awaited<ReturnType<TestProject['migrate']>>;

/** What the end of a run says. */
function returned({ steps }: RunResult): Durations {
  return Object.fromEntries(steps.map(({ step, durationMs }) => [step.id, durationMs]));
}

/** What the last command reported as each step ended. */
function reported(): Durations {
  const ends = project.events.flatMap((event) => (event.type === 'step-finished' ? [event] : []));
  return Object.fromEntries(ends.map(({ id, durationMs }) => [id, durationMs]));
}

const sleep = 'SELECT pg_sleep(0.05);';
const large = `SELECT length('${'x'.repeat(9_000_000)}');`;

const scripts: Readonly<Record<string, string>> = {
  'is one transaction': `${sleep} CREATE TABLE a ();`,
  'has no statement, which is waived': '-- nothing',
  'runs in parts': `CREATE TABLE b (n int); ${sleep}\nCREATE INDEX CONCURRENTLY ON b (n);\n${sleep}`,
  'ends with a part outside a transaction': `${sleep} CREATE TABLE c (n int);\nCREATE INDEX CONCURRENTLY ON c (n);`,
  'is over 8 MB': `${sleep}\n${large}`,
  'returns a column of the name of ours': `SELECT 7 AS pgrestify_duration_ms; ${sleep}`,
};

describe.each(Object.entries(scripts))('a script that %s', (_, up) => {
  it('took as long by the run, by status and by the events', async () => {
    project.migration('001', up, `${sleep} SELECT 1;`);
    const result = await project.migrate({ allowEmpty: true });
    const ends = reported();
    const { migrations, events } = await project.status({ history: true });
    const durationMs = migrations[0]?.row?.durationMs;
    expect(durationMs).toBeGreaterThanOrEqual(up === '-- nothing' ? 0 : 50);
    expect(returned(result)).toEqual({ '001': durationMs });
    expect(ends).toEqual({ '001': durationMs });
    expect(events.map(({ action, durationMs: recorded }) => [action, recorded])).toEqual([['up', durationMs]]);
  });
});

describe('what is no row of history afterwards', () => {
  it.each([
    ['a down', sleep],
    ['a down that runs in parts', `${sleep}\nDROP INDEX CONCURRENTLY i;\n${sleep}`],
  ])('%s took as long by the run and by the events', async (_, down) => {
    project.migration('001', 'CREATE TABLE t (n int); CREATE INDEX i ON t (n);', down);
    await project.migrate();
    const result = await project.rollback();
    const ends = reported();
    const { events } = await project.status({ history: true });
    const [event] = events;
    expect(event).toMatchObject({ action: 'down', id: '001', outcome: 'succeeded' });
    expect(event?.durationMs).toBeGreaterThanOrEqual(50);
    expect(returned(result)).toEqual({ '001': event?.durationMs });
    expect(ends).toEqual({ '001': event?.durationMs });
  });

  it('a script that is repeated took as long as its last run', async () => {
    project.write('repeatable/a.sql', `CREATE OR REPLACE VIEW a AS SELECT 1; ${sleep}`);
    await project.migrate();
    project.write('repeatable/a.sql', `CREATE OR REPLACE VIEW a AS SELECT 1; ${sleep} ${sleep}`);
    const result = await project.migrate();
    const { migrations } = await project.status();
    expect(Object.values(returned(result))).toEqual([migrations[0]?.row?.durationMs]);
  });
});

it('leaves to a migration whose down is half done the time of its up', async () => {
  project.migration(
    '001',
    'CREATE TABLE t (n int); CREATE INDEX i ON t (n);',
    `DROP INDEX CONCURRENTLY i;\n${sleep} SELECT 1/0;`,
  );
  const up = returned(await project.migrate());
  expect((await project.rollback()).outcome).toBe('failed');
  const { migrations } = await project.status();
  expect(migrations[0]).toMatchObject({ state: 'failed', row: { durationMs: up['001'] } });
});

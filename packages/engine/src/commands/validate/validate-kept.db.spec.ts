import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../../testing/eventually';
import { startRunner } from '../../../testing/processes/runner';
import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { createTestProject, type TestProject, type TestProjectOptions } from '../../../testing/projects/test-project';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

/** A project whose migrations tell the file `ran` below the workspace when they run, whatever becomes of the shadow. */
interface TellingProject extends TestProject {
  /** What ran since the last call, as `060 up`. */
  ran(): readonly string[];
  table(number: number, change?: { readonly up?: string; readonly down?: string }): void;
  tables(count: number): void;
  /** Where states are kept. */
  readonly statesPath: string;
  discard(): Promise<void>;
}

const projects: TellingProject[] = [];
// Not after each: shadow servers live on for a second, and so they do together.
afterAll(async () => {
  for (const project of projects) await project.discard();
});

function tellingProject(options: TestProjectOptions = {}): TellingProject {
  const project = createTestProject(nowhere, options);
  const { workspacePath, projectRootPath } = project.settings;
  const ranPath = join(workspacePath, 'ran');
  writeFileSync(ranPath, '');
  chmodSync(ranPath, 0o666); // the server may run as another user
  chmodSync(workspacePath, 0o755);
  const tell = (what: string) => `COPY (SELECT '${what}') TO PROGRAM 'cat >> ${ranPath}';`;
  const telling: TellingProject = {
    ...project,
    statesPath: join(projectRootPath, '.pgrestify', 'shadow-18', 'validated'),
    ran: () => {
      const lines = readFileSync(ranPath, 'utf8').split('\n').slice(0, -1);
      writeFileSync(ranPath, '');
      return lines;
    },
    table: (number, { up = `CREATE TABLE ${nameOf(number)} (a int, b int)`, down } = {}) => {
      const id = idOf(number);
      const downText = down ?? `DROP TABLE ${nameOf(number)}`;
      project.migration(id, `${tell(`${id} up`)}\n${up};`, `${tell(`${id} down`)}\n${downText};`);
    },
    tables: (count) => {
      for (let number = 1; number <= count; number += 1) telling.table(number);
    },
    discard: async () => {
      await shadowStopped(workspacePath);
      project.dispose();
    },
  };
  projects.push(telling);
  return telling;
}

const idOf = (number: number) => String(number).padStart(3, '0');
const nameOf = (number: number) => `t${number}`;
const roundTrip = (number: number) => [`${idOf(number)} up`, `${idOf(number)} down`, `${idOf(number)} up`];
const roundTrips = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => roundTrip(first + index)).flat();

const namesIn = (path: string) => (existsSync(path) ? readdirSync(path) : []);

it('runs one up, down and up for a migration after 60 that were validated', async () => {
  const project = tellingProject();
  project.tables(60);
  // Not an error: it is told again by the runs that do not go through it again.
  project.table(7, { up: 'ALTER TABLE t6 DROP COLUMN a', down: 'ALTER TABLE t6 ADD COLUMN a int' });
  const first = await project.validate();
  expect(first.findings.map(({ code, ids }) => [code, ids])).toEqual([['COLUMN_ORDER', ['007']]]);
  expect(project.ran()).toEqual(roundTrips(1, 60));
  expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: first.findings });
  expect(project.ran()).toEqual([]);
  project.table(61);
  expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: first.findings });
  expect(project.ran()).toEqual(roundTrip(61));
});

describe('validate of migrations that were validated', () => {
  let project: TellingProject;
  beforeEach(async () => {
    project = tellingProject();
    project.tables(12);
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded' });
    expect(project.ran()).toEqual(roundTrips(1, 12));
  });

  it('goes back no further than the one that is being written, whatever is wrong with it', async () => {
    for (const [down, code] of [
      ['TRUNCATE t12', 'DOWN_NOT_INVERSE'],
      ['DROP TABLE nothing', 'DOWN_FAILED'],
    ] as const) {
      project.table(12, { down });
      const { findings } = await project.validate();
      expect(findings.map((finding) => finding.code)).toEqual([code]);
      expect(new Set(project.ran().map((line) => line.slice(0, 3)))).toEqual(new Set(['012']));
    }
  });

  it('runs all again when an older one was edited, or a script that comes before', async () => {
    project.table(6, { up: 'CREATE TABLE t6 (a bigint)' });
    await project.validate();
    expect(project.ran()).toEqual(roundTrips(1, 12));
    project.write('schemas/01.sql', 'CREATE TABLE IF NOT EXISTS first ()');
    await project.validate();
    expect(project.ran()).toEqual(roundTrips(1, 12));
    expect(readdirSync(project.statesPath)).toHaveLength(4);
  });
});

describe('validate keeps nothing that a restart of the server would change', () => {
  it.each([
    ['ALTER SYSTEM', "ALTER SYSTEM SET work_mem = '8MB'"],
    ['a setting of the database', "ALTER DATABASE shop SET work_mem = '8MB'"],
    ['another password', "ALTER ROLE postgres PASSWORD 'changed'"],
  ])('after %s', async (_, up) => {
    const project = tellingProject();
    project.tables(11);
    project.migration('012', `-- pgrestify: irreversible it is a test\n-- pgrestify: transaction off\n${up}`);
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded' });
    expect(namesIn(project.statesPath)).toHaveLength(1);
    project.ran();
    project.table(13);
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded' });
    expect(project.ran()).toEqual(roundTrip(13));
  });
});

it('lets scripts name the databases of other environments', async () => {
  const project = tellingProject({ shadowDatabaseNames: ['blog', 'shop'] });
  project.table(1, { up: "ALTER DATABASE blog SET work_mem = '8MB'", down: 'ALTER DATABASE blog RESET work_mem' });
  expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [] });
});

it('leaves no half of a state when it is killed while it keeps one', async () => {
  const project = tellingProject();
  project.tables(11);
  const runner = await startRunner();
  const answer = runner.run({ command: 'validate', settings: project.settings });
  await eventually('a state is being copied', () => namesIn(project.statesPath).length > 0);
  runner.signal('SIGKILL');
  expect(await answer).toMatchObject({ outcome: 'killed' });
  expect(await project.validate()).toMatchObject({ outcome: 'succeeded' });
  expect(readdirSync(project.statesPath).filter((name) => !/^[0-9a-f]{64}$/.test(name))).toEqual([]);
  project.ran();
  await project.validate();
  expect(project.ran()).toEqual([]);
  await runner.stop();
});

it('lets a second one wait, which begins where the first one ended', async () => {
  const project = tellingProject();
  project.tables(11);
  const results = await Promise.all([project.validate(), project.validate()]);
  expect(results.map(({ outcome, findings }) => [outcome, findings])).toEqual([
    ['succeeded', []],
    ['succeeded', []],
  ]);
  expect(project.ran()).toEqual(roundTrips(1, 11));
});

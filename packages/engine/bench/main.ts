import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startTestServer, type TestDatabase, type TestServer } from '../src/testing/test-server';
import { type Contender, describeSpread, runContender, type Sample, spreadOf } from './measure';
import { writeInserts, writeMigrations, writeProject } from './workload';

/** A thing to measure: what is in the database before, and the command. Every run gets a fresh copy of it. */
interface Scenario {
  readonly name: string;
  readonly command: 'migrate' | 'status';
  readonly rounds: number;
  /** Writes the project as it is when the database is made ready; undefined leaves the database empty. */
  readonly before?: (folder: string) => void;
  /** Writes what is added before the command. */
  readonly added?: (folder: string) => void;
}

const programs = {
  bare: join(__dirname, 'bare-process.cjs'),
  engine: join(__dirname, 'engine-process.cjs'),
};
type ProgramName = keyof typeof programs;
const programNames: readonly ProgramName[] = ['bare', 'engine'];

const scenarios: readonly Scenario[] = [
  ...[1, 100, 1000, 5000].flatMap((count): Scenario[] => {
    const rounds = count > 1000 ? 3 : count > 100 ? 5 : 11;
    const before = (folder: string) => writeMigrations(folder, 0, count);
    const added = (folder: string) => writeMigrations(folder, count, count + 1);
    return [
      { name: `apply ${count}`, command: 'migrate', rounds, added: before },
      { name: `nothing to do, ${count} applied`, command: 'migrate', rounds, before },
      { name: `one pending on top of ${count}`, command: 'migrate', rounds, before, added },
      { name: `status of ${count}`, command: 'status', rounds, before },
    ];
  }),
  {
    name: '20,000 statements (1.3 MB)',
    command: 'migrate',
    rounds: 3,
    added: (folder) => writeInserts(folder, 20_000, 25),
  },
  { name: '100 MB of INSERTs', command: 'migrate', rounds: 3, added: (folder) => writeInserts(folder, 100_000, 1000) },
];

/**
 * `npm run bench [-- NAME]`: prints, for each scenario (whose name holds NAME), how long the engine and a bare script
 * take as whole processes, medians with their extremes, run in turns so that both see the same machine.
 */
async function main(wanted = ''): Promise<void> {
  // As a server that keeps what it is told: the bare script waits for its disk, too.
  const settings = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };
  const server = await startTestServer({ settings });
  const folder = mkdtempSync(join(tmpdir(), 'pgrestify-bench-'));
  try {
    printLoadTimes();
    console.log(row('whole process, ms', 'bare', 'engine', 'ratio', 'peak MiB bare', 'peak MiB engine'));
    for (const scenario of scenarios.filter(({ name }) => name.includes(wanted))) {
      console.log(describeSamples(scenario, await measure(scenario, server, folder)));
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Samples = Readonly<Record<ProgramName, Sample[]>>;

async function measure(scenario: Scenario, server: TestServer, folder: string): Promise<Samples> {
  rmSync(folder, { recursive: true, force: true });
  writeProject(folder);
  scenario.before?.(folder);
  for (const name of programNames) {
    const database = await server.createDatabase(`template_${name}`);
    if (scenario.before) runContender(contender(name, folder, 'migrate', database));
  }
  scenario.added?.(folder);

  const samples: Samples = { bare: [], engine: [] };
  for (let round = 0; round < scenario.rounds; round++) {
    for (const name of programNames) {
      await administer(server, `CREATE DATABASE sample TEMPLATE template_${name}`, 'CHECKPOINT');
      const sample = runContender(contender(name, folder, scenario.command, { ...admin(server), database: 'sample' }));
      samples[name].push(sample);
      await administer(server, 'DROP DATABASE sample');
    }
  }
  await administer(server, ...programNames.map((name) => `DROP DATABASE template_${name}`));
  return samples;
}

function contender(name: ProgramName, folder: string, command: string, database: TestDatabase): Contender {
  const { user, password, host, port } = database;
  const url = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database.database}`;
  return { args: [programs[name], folder, command], env: { ...process.env, DATABASE_URL: url } };
}

function admin({ host, port, user, password }: TestServer): TestDatabase {
  return { host, port, user, password, database: 'postgres' };
}

async function administer(server: TestServer, ...statements: readonly string[]): Promise<void> {
  const client = new Client(admin(server));
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** How long Node takes to load the engine, beside starting with nothing and with `pg` alone. */
function printLoadTimes(): void {
  const loads = { nothing: '', pg: "require('pg')", engine: `require(${JSON.stringify(join(__dirname, '../dist'))})` };
  const samples = new Map<string, number[]>(Object.keys(loads).map((name) => [name, []]));
  for (let round = 0; round < 11; round++) {
    for (const [name, code] of Object.entries(loads)) {
      samples.get(name)?.push(runContender({ args: ['-e', code], env: process.env }).durationMs);
    }
  }
  for (const [name, durations] of samples) console.log(row(`load ${name}, ms`, describeSpread(spreadOf(durations))));
  console.log('');
}

function describeSamples({ name, rounds }: Scenario, { bare, engine }: Samples): string {
  const ratios = engine.map((sample, index) => sample.durationMs / (bare[index]?.durationMs ?? Number.NaN));
  const durations = (samples: readonly Sample[]) =>
    describeSpread(spreadOf(samples.map((sample) => sample.durationMs)));
  const peak = (samples: readonly Sample[]) => spreadOf(samples.map((sample) => sample.peakMib)).max.toFixed(0);
  const ratio = describeSpread(spreadOf(ratios), 2);
  return row(`${name} (${rounds}×)`, durations(bare), durations(engine), ratio, peak(bare), peak(engine));
}

function row(name: string, ...cells: readonly string[]): string {
  return [name.padEnd(38), ...cells.map((cell) => cell.padStart(22))].join('');
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

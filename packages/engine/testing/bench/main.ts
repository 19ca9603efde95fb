import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startTestServer, type TestDatabase, type TestServer } from '../servers/test-server';
import { startWireProxy } from '../servers/wire-proxy';
import { type Command, type ContenderName, commandLine, installPeers, peersFolder } from './contenders';
import { describeSpread, runContender, type Sample, spreadOf } from './measure';
import { writeInserts, writeMigrations, writeProject } from './workload';

/** A thing to measure: what is in the database before, and the command. Every run gets a fresh copy of it. */
interface Scenario {
  readonly name: string;
  readonly command: Command;
  readonly contenders: readonly ContenderName[];
  readonly rounds: number;
  /** Writes the project as it is when the database is made ready; undefined leaves the database empty. */
  readonly before?: (folder: string) => void;
  /** Writes what is added before the command. */
  readonly added?: (folder: string) => void;
  /** Of the link to the server, added to each round trip; none unless set. */
  readonly delayMs?: number;
}

const ours: readonly ContenderName[] = ['bare', 'engine'];
const all: readonly ContenderName[] = [...ours, 'dbmate', 'drizzle-orm', 'node-pg-migrate'];

const scenarios: readonly Scenario[] = [
  ...[1, 100, 1000, 5000].flatMap((count): Scenario[] => {
    const rounds = count > 1000 ? 3 : count > 100 ? 5 : 11;
    const before = (folder: string) => writeMigrations(folder, 0, count);
    const added = (folder: string) => writeMigrations(folder, count, count + 1);
    return [
      { name: `apply ${count}`, command: 'migrate', contenders: all, rounds, added: before },
      { name: `nothing to do, ${count} applied`, command: 'migrate', contenders: all, rounds, before },
      { name: `one pending on top of ${count}`, command: 'migrate', contenders: all, rounds, before, added },
      { name: `status of ${count}`, command: 'status', contenders: ours, rounds, before },
    ];
  }),
  {
    name: 'apply 100 over a link of 20 ms',
    command: 'migrate',
    contenders: all,
    rounds: 3,
    added: (folder) => writeMigrations(folder, 0, 100),
    delayMs: 20,
  },
  {
    name: '20,000 statements (1.3 MB)',
    command: 'migrate',
    contenders: ours,
    rounds: 3,
    added: (folder) => writeInserts(folder, 20_000, 25),
  },
  {
    name: '100 MB of INSERTs',
    command: 'migrate',
    contenders: ours,
    rounds: 3,
    added: (folder) => writeInserts(folder, 100_000, 1000),
  },
];

/**
 * `npm run bench [-- NAME] [--memory]`: for each scenario (whose name holds NAME) what each contender takes as a whole process, wall
 * time and CPU, medians with their extremes, and their ratios to a bare script; run in turns, so that all see the same
 * machine. The first time it installs the peers from npm.
 */
async function main(wanted = ''): Promise<void> {
  installPeers();
  // As a server that keeps what it is told: each waits for its disk as often as it asks for that. `--memory` leaves the
  // disk out, and with it what a contender gains by asking seldom.
  const storage = process.argv.includes('--memory') ? 'memory' : 'disk';
  const settings = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };
  const server = await startTestServer({ settings, storage });
  const folder = mkdtempSync(join(tmpdir(), 'pgrestify-bench-'));
  try {
    await printLoadTimes();
    console.log(`data on ${storage}\n`);
    console.log(row('whole process', 'wall, ms', '÷ bare', 'CPU, ms', '÷ bare', 'peak, MiB'));
    for (const scenario of scenarios.filter(({ name }) => name.includes(wanted))) {
      console.log(describeSamples(scenario, await measure(scenario, server, folder)));
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Samples = ReadonlyMap<ContenderName, Sample[]>;

async function measure(scenario: Scenario, server: TestServer, folder: string): Promise<Samples> {
  const { contenders, before, added, delayMs } = scenario;
  rmSync(folder, { recursive: true, force: true });
  writeProject(folder);
  before?.(folder);
  for (const name of contenders) {
    const database = await server.createDatabase(templateOf(name));
    if (before) await runContender(commandLine(name, folder, 'migrate'), environmentOf(database));
  }
  added?.(folder);
  const link = delayMs === undefined ? undefined : await startWireProxy(server, { latencyMs: delayMs });
  try {
    return await measureRounds(scenario, server, folder, link?.port ?? server.port);
  } finally {
    await link?.close();
    await administer(server, ...contenders.map((name) => `DROP DATABASE ${templateOf(name)}`));
  }
}

async function measureRounds(scenario: Scenario, server: TestServer, folder: string, port: number): Promise<Samples> {
  const { contenders, command, rounds } = scenario;
  const samples = new Map<ContenderName, Sample[]>(contenders.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of contenders) {
      await administer(server, `CREATE DATABASE sample TEMPLATE ${templateOf(name)}`, 'CHECKPOINT');
      const environment = environmentOf({ ...admin(server), database: 'sample', port });
      samples.get(name)?.push(await runContender(commandLine(name, folder, command), environment));
      await administer(server, 'DROP DATABASE sample');
    }
  }
  return samples;
}

function templateOf(name: ContenderName): string {
  return `template_${name.replaceAll('-', '_')}`;
}

function environmentOf({ user, password, host, port, database }: TestDatabase): NodeJS.ProcessEnv {
  const url = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}?sslmode=disable`;
  return { ...process.env, DATABASE_URL: url, PEERS_FOLDER: peersFolder };
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

/** What Node takes to load the engine, beside starting with nothing and with `pg` alone. */
async function printLoadTimes(): Promise<void> {
  const loads = {
    nothing: '',
    pg: "require('pg')",
    engine: `require(${JSON.stringify(join(__dirname, '../../dist'))})`,
  };
  const samples = new Map<string, Sample[]>(Object.keys(loads).map((name) => [name, []]));
  for (let round = 0; round < 11; round++) {
    for (const [name, code] of Object.entries(loads)) {
      samples.get(name)?.push(await runContender([process.execPath, '-e', code], process.env));
    }
  }
  for (const [name, taken] of samples) {
    const [wall, cpu] = [taken.map(({ durationMs }) => durationMs), taken.map(({ cpuMs }) => cpuMs)];
    console.log(row(`load ${name}`, describeSpread(spreadOf(wall)), '', describeSpread(spreadOf(cpu))));
  }
  console.log('');
}

function describeSamples({ name, rounds }: Scenario, samples: Samples): string {
  const bare = samples.get('bare') ?? [];
  const lines = [...samples].map(([contender, taken]) => {
    const of = (value: (sample: Sample) => number) => describeSpread(spreadOf(taken.map(value)));
    // Of each round, since a round sees the machine in one state.
    const ratio = (value: (sample: Sample) => number) =>
      describeSpread(
        spreadOf(
          taken.map((sample, round) => {
            const reference = bare[round];
            return reference ? value(sample) / value(reference) : Number.NaN;
          }),
        ),
        2,
      );
    const peaks = taken.flatMap(({ peakMib }) => (peakMib === undefined ? [] : [peakMib]));
    const peak = peaks.length === 0 ? '' : spreadOf(peaks).max.toFixed(0);
    const [wall, cpu] = [({ durationMs }: Sample) => durationMs, ({ cpuMs }: Sample) => cpuMs];
    return row(`  ${contender}`, of(wall), ratio(wall), of(cpu), ratio(cpu), peak);
  });
  return [`${name} (${rounds}×)`, ...lines].join('\n');
}

function row(name: string, ...cells: readonly string[]): string {
  return [name.padEnd(20), ...cells.map((cell) => cell.padStart(20))].join('');
}

main(process.argv.slice(2).find((argument) => !argument.startsWith('--'))).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { describeSpread, runContender, type Sample, spreadOf } from '../bench/measure';
import { startTestServer } from '../servers/test-server';

// `npm run bench:validate`: what it takes, as a whole process, to validate one new migration on 10, 100 and 1,000 that were
// validated before, beside validating it alone; and all of 300 beside a script that applies each up, down and up.

const rounds = 5;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pgrestify-bench-validate-'));
  try {
    console.log('one new migration, whole process (median and extremes of the rounds, in turns)');
    await compareNew(folder);
    console.log('all of 300');
    await compareAll(join(folder, 'all'));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/** Each round adds a migration to each project; the first validation of a project, which all of them need once, is not counted. */
async function compareNew(folder: string): Promise<void> {
  const counts = [0, 10, 100, 1000];
  const samples = new Map<number, Sample[]>();
  for (const count of counts) {
    const path = join(folder, String(count));
    for (let number = 0; number < count; number += 1) writeMigration(path, number);
    if (count > 0) await validate(path);
    samples.set(count, []);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const count of counts) {
      const path = count === 0 ? join(folder, `alone-${round}`) : join(folder, String(count));
      writeMigration(path, count === 0 ? 10 * round : count + round);
      samples.get(count)?.push(await validate(path));
    }
  }
  const alone = spreadOf((samples.get(0) ?? []).map(({ durationMs }) => durationMs)).median;
  for (const [count, taken] of samples) {
    const wall = spreadOf(taken.map(({ durationMs }) => durationMs));
    const cpu = spreadOf(taken.map(({ cpuMs }) => cpuMs));
    const name = count === 0 ? 'alone' : `on ${count}`;
    console.log(
      `  ${name.padEnd(8)} ${describeSpread(wall)} ms, ${(wall.median / alone).toFixed(2)} × alone; CPU of the process ${describeSpread(cpu)} ms`,
    );
  }
}

async function compareAll(path: string): Promise<void> {
  const count = 300;
  const server = await startTestServer();
  try {
    const [validated, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < 3; round += 1) {
      // Of its own: the server of the last round may still be about to stop.
      const project = join(path, String(round));
      for (let number = 0; number < count; number += 1) writeMigration(project, number);
      validated.push((await validate(project)).durationMs);
      bare.push(await applyUpDownUp(await server.createDatabase(), count));
    }
    const [ours, theirs] = [spreadOf(validated), spreadOf(bare)];
    console.log(`  validate ${describeSpread(ours)} ms; up, down, up over one connection ${describeSpread(theirs)} ms`);
    console.log(`  ratio ${(ours.median / theirs.median).toFixed(2)}`);
  } finally {
    await server.stop();
  }
}

async function applyUpDownUp(database: object, count: number): Promise<number> {
  const start = performance.now();
  const client = new Client(database);
  await client.connect();
  for (let number = 0; number < count; number += 1) {
    for (const sql of [upOf(number), downOf(number), upOf(number)]) await client.query(`BEGIN; ${sql} COMMIT`);
  }
  await client.end();
  return performance.now() - start;
}

function validate(path: string): Promise<Sample> {
  return runContender([process.execPath, join(__dirname, 'validate-program.cjs'), path], process.env);
}

/** A table with a key and an index, and all but each tenth, so that any may be the first, with a foreign key to the one before. */
function upOf(number: number): string {
  const before = number % 10 === 0 ? '' : `, before_id integer REFERENCES item_${number - 1}`;
  return `CREATE TABLE item_${number} (id integer PRIMARY KEY, name text NOT NULL${before}); CREATE INDEX ON item_${number} (name);\n`;
}

function downOf(number: number): string {
  return `DROP TABLE item_${number};\n`;
}

function writeMigration(path: string, number: number): void {
  mkdirSync(path, { recursive: true });
  const config = { environments: { development: { database: 'embedded' } } };
  writeFileSync(join(path, 'pgrestify.config.json'), JSON.stringify(config));
  const folder = join(path, 'sql', 'migrations', `${String(number).padStart(5, '0')}_item`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'up.sql'), upOf(number));
  writeFileSync(join(folder, 'down.sql'), downOf(number));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeSpread, runContender, type Sample, spreadOf } from '../bench/measure';
import { squawkProgram } from '../lint-corpus/tools/run-squawk';
import { makeTemporaryFolder } from '../test-run/temporary-folder';
import { writeWorkload } from './workload';

const migrations = 1000;

/**
 * `npm run bench:lint [-- ROUNDS]`: what linting 1,000 migrations takes as a whole process beside
 * squawk's program, on the same files and in turns, so that both see the same machine: medians with their extremes, and of
 * each round the ratio.
 */
async function main(rounds: number): Promise<void> {
  const folder = makeTemporaryFolder('bench-lint');
  try {
    const paths = writeWorkload(folder, migrations);
    const options = ['--reporter', 'json', '--pg-version=18', '--assume-in-transaction', ...paths];
    const contenders = {
      'validate, files alone': [process.execPath, join(__dirname, 'lint.cjs'), folder],
      squawk: [squawkProgram(), ...options],
    };
    const samples = new Map<string, Sample[]>(Object.keys(contenders).map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, commandLine] of Object.entries(contenders)) {
        // 1: it found something, as it should.
        samples.get(name)?.push(await runContender(commandLine, process.env, [0, 1]));
      }
    }
    console.log(`${migrations} migrations, ${paths.length} files, ${rounds} rounds\n`);
    console.log(['', 'wall, ms', 'ours ÷', 'CPU, ms', 'ours ÷'].map((cell) => cell.padEnd(24)).join(''));
    const [ours = []] = samples.values();
    for (const [name, taken] of samples) console.log(describe(name, taken, ours));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe(name: string, taken: readonly Sample[], ours: readonly Sample[]): string {
  const cells = [({ durationMs }: Sample) => durationMs, ({ cpuMs }: Sample) => cpuMs].flatMap((value) => {
    // Of each round, since a round sees the machine in one state.
    const ratios = taken.map((sample, round) => (ours[round] ? value(ours[round]) / value(sample) : Number.NaN));
    return [describeSpread(spreadOf(taken.map(value))), describeSpread(spreadOf(ratios), 2)];
  });
  return [name, ...cells].map((cell) => cell.padEnd(24)).join('');
}

main(Number(process.argv[2] ?? 21)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

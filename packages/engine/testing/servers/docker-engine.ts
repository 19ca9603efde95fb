import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runVariable } from '../test-run/temporary-folder';

/** Image of the servers: made of the machine's own packages unless a variable names another, as `postgres:17`. */
export const postgresImage = process.env.PGRESTIFY_POSTGRES_IMAGE ?? 'pgrestify/postgres:15';

/** On everything that the suite makes, with the run as its value, so that its end finds what was left. */
export const runLabel = 'dev.pgrestify.test-run';

/** The label of this run. */
export function runLabels(): Record<string, string> {
  return { [runLabel]: process.env[runVariable] ?? String(process.pid) };
}

/**
 * The `describe`, or `it`, of specs that need a Docker engine. On a machine without one they are skipped, and that is said; CI
 * sets PGRESTIFY_REQUIRE_DOCKER, so that there they fail instead.
 */
export function needingDocker<Skippable>(describe: Skippable & { readonly skip: Skippable }): Skippable {
  if (process.env.PGRESTIFY_REQUIRE_DOCKER || hasEngine()) return describe;
  process.stderr.write('No Docker engine answers (docker info): its specs are SKIPPED.\n');
  return describe.skip;
}

/** Whether an engine answers. */
export function hasEngine(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
}

/** Makes the image unless it is there. Throws with what is missing for it. */
export function ensurePostgresImage(): void {
  if (process.env.PGRESTIFY_POSTGRES_IMAGE) return;
  execFileSync(join(__dirname, '../docker-image/make-image.sh'), [postgresImage], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Output of `docker` with these arguments, both streams; throws with it when it fails. */
export function docker(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`docker ${args.join(' ')} ended with ${status}\n${stderr}`);
  return stdout + stderr;
}

/** Containers that this run has made and that are still there, whether they run or not. */
export function containersOfRun(): readonly string[] {
  const [label] = Object.entries(runLabels()).map(([name, value]) => `label=${name}=${value}`);
  return docker('ps', '--all', '--quiet', '--filter', label ?? '')
    .split('\n')
    .filter(Boolean);
}

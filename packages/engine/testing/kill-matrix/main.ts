import { hostPgDump } from '../servers/pg-dump';
import { startTestServer, type TestServerOptions } from '../servers/test-server';
import { describeResult, runMatrix } from './matrix';
import { backupScenario, type Scenario, scenarios } from './scenario';

/** Scenarios and the server that they run on. */
interface Part {
  readonly server: TestServerOptions;
  readonly scenarios: readonly Scenario[];
}

/** `npm run kill-matrix [-- WORDS]`: the whole matrix, or the cases whose description holds the words. */
async function main(only: string | undefined): Promise<void> {
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort());
  const parts: readonly Part[] = [{ server: {}, scenarios }, ...(await backupPart())];
  for (const part of parts) {
    if (!interruption.signal.aborted) await play(part, only, interruption.signal);
  }
  // A matrix that was not played to its end has shown nothing.
  if (interruption.signal.aborted) process.exitCode = 1;
}

/** On the oldest server that the specs of backups use: its pg_dump is on most machines. */
async function backupPart(): Promise<readonly Part[]> {
  try {
    await hostPgDump(15);
    return [{ server: { major: 15 }, scenarios: [backupScenario] }];
  } catch (error) {
    if (process.env.PGRESTIFY_REQUIRE_PG_DUMP) throw error;
    console.log('pg_dump 15 is not installed: the scenario of the backup is SKIPPED.');
    return [];
  }
}

async function play(part: Part, only: string | undefined, signal: AbortSignal): Promise<void> {
  const start = performance.now();
  const server = await startTestServer(part.server);
  let done = 0;
  try {
    const result = await runMatrix({
      server,
      scenarios: part.scenarios,
      signal,
      every: Number(process.env.KILL_MATRIX_EVERY ?? 1),
      ...(only !== undefined && { only }),
      onCase: (description, violations) => {
        done += 1;
        for (const violation of violations) console.log(`✗ ${description}\n    ${violation}`);
        if (done % 100 === 0) console.log(`${done} cases`);
      },
    });
    if (signal.aborted) console.log('interrupted');
    console.log(`${describeResult(result)} (${Math.round((performance.now() - start) / 1000)} s)`);
    if (result.violations.length > 0) process.exitCode = 1;
  } finally {
    await server.stop();
  }
}

void main(process.argv[2]);

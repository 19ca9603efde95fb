import { startTestServer } from '../src/testing/test-server';
import { describeResult, runMatrix } from './matrix';

/** `npm run kill-matrix [-- WORDS]`: the whole matrix, or the cases whose description holds the words. */
async function main(only: string | undefined): Promise<void> {
  const start = performance.now();
  const server = await startTestServer();
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort());
  let done = 0;
  try {
    const result = await runMatrix({
      server,
      signal: interruption.signal,
      every: Number(process.env.KILL_MATRIX_EVERY ?? 1),
      ...(only !== undefined && { only }),
      onCase: (description, violations) => {
        done += 1;
        for (const violation of violations) console.log(`✗ ${description}\n    ${violation}`);
        if (done % 100 === 0) console.log(`${done} cases`);
      },
    });
    if (interruption.signal.aborted) console.log(`interrupted after ${done} cases`);
    console.log(`${describeResult(result)} (${Math.round((performance.now() - start) / 1000)} s)`);
    process.exitCode = result.violations.length === 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

void main(process.argv[2]);

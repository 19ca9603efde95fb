import { startTestServer } from '../src/testing/test-server';
import { describeResult, runMatrix } from './matrix';

/** `npm run kill-matrix [-- WORDS]`: the whole matrix, or the cases whose description holds the words. */
async function main(only: string | undefined): Promise<void> {
  const start = performance.now();
  const server = await startTestServer();
  let done = 0;
  try {
    const result = await runMatrix({
      server,
      every: Number(process.env.KILL_MATRIX_EVERY ?? 1),
      ...(only !== undefined && { only }),
      onCase: (description, violations) => {
        done += 1;
        for (const violation of violations) console.log(`✗ ${description}\n    ${violation}`);
        if (done % 100 === 0) console.log(`${done} cases`);
      },
    });
    console.log(`${describeResult(result)} (${Math.round((performance.now() - start) / 1000)} s)`);
    process.exitCode = result.violations.length === 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

void main(process.argv[2]);

import { testMajors } from '../servers/test-majors';
import { startTestServer } from '../servers/test-server';
import { compareChanges } from './compare-changes';
import { readProgram } from './dump-schema';

/**
 * Looks for changes of a schema that `pg_dump --schema-only` sees and the snapshot does not, over every change that the
 * tests know and every statement that a kind of object takes. Exits with 1 when there is one. Minutes long, and it needs a
 * pg_dump at least as new as the servers, so it is no part of `npm test`.
 *
 *     PGRESTIFY_PG_DUMP='pg_dump' npm run compare:pg-dump [word of the changes' names]
 *
 * With PGRESTIFY_TEST_SERVER_URL and …_MAJOR it compares on that server.
 */
async function main(): Promise<void> {
  const program = await readProgram(process.env.PGRESTIFY_PG_DUMP ?? 'pg_dump');
  const majors = testMajors(14, 15, 16, 17, 18).filter((major) => major <= program.major);
  const wanted = process.argv[2] ?? '';
  let misses = 0;
  let failures = majors.length === 0 ? 1 : 0;
  for (const major of majors) {
    const server = await startTestServer({ major });
    try {
      const { compared, seen, missed, failed } = await compareChanges(server, program, wanted);
      process.stdout.write(
        `PostgreSQL ${major}: ${compared} changes, ${seen} seen by pg_dump, ${missed.length} missed, ${failed.length} not made\n`,
      );
      for (const line of [...missed, ...failed]) process.stdout.write(`  ${line}\n`);
      misses += missed.length;
      // A pg_dump that sees nothing looked elsewhere.
      failures += failed.length + (seen === 0 ? 1 : 0);
    } finally {
      await server.stop();
    }
  }
  process.exitCode = misses > 0 || failures > 0 ? 1 : 0;
}

void main();

import { testMajors } from '../servers/test-majors';
import { startTestServer } from '../servers/test-server';
import { changesOfForms, compareChanges, knownChanges } from './compare-changes';
import { readDdlForms } from './ddl-forms';
import { readProgram } from './dump-schema';
import { makeComparedBase } from './see-changed';

/**
 * Looks for changes of a schema that `pg_dump --schema-only` sees and the snapshot does not, over every change that the
 * tests know, every statement that a kind of object takes, and every form of `testdata/ddl-forms.sql`. Exits with 1 when
 * there is one, and when a form is not what its mark says. Many minutes long, so that `npm test` has a sample of it. It needs
 * a pg_dump at least as new as the servers: Debian's of 18 by `.ci/pg-dump.sh`, or the words of one.
 *
 *     . .ci/pg-dump.sh; ensure_new_pg_dump; npm run compare:pg-dump -- [word of the changes' names]
 *     PGRESTIFY_COMPARED_PG_DUMP='chroot /root pg_dump' npm run compare:pg-dump
 *
 * PGRESTIFY_COMPARED_MAJOR chooses one major. With PGRESTIFY_TEST_SERVER_URL and …_MAJOR it compares on that server.
 */
async function main(): Promise<void> {
  const program = await readProgram(process.env.PGRESTIFY_COMPARED_PG_DUMP ?? 'pg_dump');
  const majors = testMajors(14, 15, 16, 17, 18).filter(
    (major) => major <= program.major && [undefined, `${major}`].includes(process.env.PGRESTIFY_COMPARED_MAJOR),
  );
  const wanted = process.argv[2] ?? '';
  const changes = [...knownChanges(), ...changesOfForms(readDdlForms().forms)].filter(({ name }) =>
    name.includes(wanted),
  );
  let misses = 0;
  let failures = majors.length === 0 ? 1 : 0;
  for (const major of majors) {
    const server = await startTestServer({ major });
    try {
      await makeComparedBase(server);
      const { compared, seen, missed, wrong } = await compareChanges(server, program, changes);
      process.stdout.write(
        `PostgreSQL ${major}: ${compared} changes, ${seen} seen by pg_dump, ${missed.length} missed, ${wrong.length} wrong\n`,
      );
      for (const line of [...missed, ...wrong]) process.stdout.write(`  ${line}\n`);
      misses += missed.length;
      // A pg_dump that sees nothing looked elsewhere.
      failures += wrong.length + (seen === 0 ? 1 : 0);
    } finally {
      await server.stop();
    }
  }
  process.exitCode = misses > 0 || failures > 0 ? 1 : 0;
}

void main();

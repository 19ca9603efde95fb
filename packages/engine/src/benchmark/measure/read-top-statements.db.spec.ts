import { makePostsSql, measureBetween, withSession } from '../../../testing/benchmark/measure-between';
import { useClient, useDatabase, useServer } from '../../../testing/servers/use-database';
import { chooseTopStatements } from '../queries/top-statements';
import { readTopStatements } from './read-top-statements';

const server = useServer({ settings: { shared_preload_libraries: 'pg_stat_statements' } });
const before = useDatabase(server);
const after = useDatabase(server);
const old = useClient(before);
const now = useClient(after);

describe('the top statements of pg_stat_statements', () => {
  const top = () => withSession(before, (session) => readTopStatements((sql) => session.rows(sql), 50));

  it('are compared by their plans, run when they have no parameters, and left out with a reason', async () => {
    await old.query('CREATE SCHEMA stats; CREATE EXTENSION pg_stat_statements SCHEMA stats');
    for (const client of [old, now]) await client.query(makePostsSql);
    await now.query('DROP INDEX posts_author');
    await old.query('SELECT count(*) FROM posts');
    await old.query("SELECT title FROM posts WHERE author_id = 5 AND title <> 'x'");
    await old.query("SELECT now() - interval '1 day'");
    await old.query('SELECT id FROM posts WHERE id = 1 FOR UPDATE');
    await old.query('UPDATE posts SET title = title WHERE id = 1');
    await old.query('WITH gone AS (DELETE FROM posts WHERE id = -1 RETURNING id) SELECT * FROM gone');

    const { queries, leftOut } = chooseTopStatements(await top(), 160_000);
    const measured = await measureBetween({ before, after }, queries);
    const cases = measured.cases.map(({ statement, verdict, planChanges }) => [
      statement,
      verdict,
      ...planChanges.map(({ kind }) => kind),
    ]);
    expect(cases).toContainEqual([
      'SELECT count(*) FROM posts',
      expect.stringMatching(/^(within-budget|noise|slower|faster)$/),
    ]);
    expect(cases).toContainEqual([
      'SELECT title FROM posts WHERE author_id = $1 AND title <> $2',
      'plan-only',
      'seq-scan-now',
    ]);
    const reasons = [...leftOut, ...measured.leftOut].map(({ statement, reason }) => `${statement}: ${reason}`);
    expect(reasons).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^SELECT now\(\) - interval \$1: It cannot be run as it is there: top-.*syntax error/),
        expect.stringMatching(/^UPDATE posts .*: It is no SELECT\.$/),
        expect.stringMatching(/^WITH gone .*: It is no SELECT\.$/),
      ]),
    );
  });

  it('are asked for in vain where the extension is not created', async () => {
    await expect(top()).rejects.toMatchObject({ code: 'STATEMENTS_UNKNOWN' });
  });
});

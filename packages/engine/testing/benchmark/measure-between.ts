import { systemClock } from '../../src/adapters/system-clock';
import { type MeasuredCases, measureQueries } from '../../src/benchmark/measure/measure-queries';
import type { BenchmarkQuery } from '../../src/benchmark/queries/benchmark-query';
import type { BenchmarkCase } from '../../src/benchmark/verdict/benchmark-result';
import { openSession } from '../../src/postgres/connection/connect';
import type { Session } from '../../src/postgres/session/session';
import type { TestDatabase } from '../servers/test-server-types';

/** Two databases that stand for the one before and the one after migrations. */
export interface BothDatabases {
  readonly before: TestDatabase;
  readonly after: TestDatabase;
}

/** A table of 100,000 rows of 1,000 authors, with an index by author: reading it as a whole takes 20 times as long. */
export const makePostsSql = `CREATE TABLE posts AS
  SELECT i AS id, i % 1000 AS author_id, 'title ' || i AS title FROM generate_series(1, 100000) i;
CREATE INDEX posts_author ON posts (author_id);
ANALYZE posts`;

/** Does something with a session in a database. */
export async function withSession<T>(address: TestDatabase, body: (session: Session) => Promise<T>): Promise<T> {
  const { host, port, user, password, database } = address;
  const session = await openSession(
    { kind: 'server', ssl: undefined, host, port, user, password, database },
    { applicationName: 'benchmark spec', connectTimeoutMs: 10_000 },
  );
  return body(session).finally(() => session.close());
}

/** Measures queries with a budget of 1.2, few samples, and the real clock. */
export function measureBetween(
  { before, after }: BothDatabases,
  queries: readonly BenchmarkQuery[],
  signal: AbortSignal = new AbortController().signal,
): Promise<MeasuredCases> {
  return withSession(before, (old) =>
    withSession(after, async (now) => {
      const [version] = await old.rows('SHOW server_version_num');
      const serverVersion = Number(version?.server_version_num);
      const told: BenchmarkCase[] = [];
      const measured = await measureQueries(
        { before: old, after: now },
        {
          queries,
          sampling: { samples: 8, serverVersion, clock: systemClock, signal },
          budgetOf: () => ({ maxSlowdown: 1.2, maxVariation: 0.5 }),
          onCase: (found) => told.push(found),
        },
      );
      if (told.length !== measured.cases.length) throw new Error('Not every case was told of.');
      return measured;
    }),
  );
}

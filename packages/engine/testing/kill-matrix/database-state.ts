import { Client, DatabaseError } from 'pg';
import { fingerprintSchema } from '../../src/schema/fingerprint';
import { readSnapshot } from '../schemas/read-snapshot';
import type { TestDatabase } from '../servers/test-server';

/** What must be the same after a broken run and its repetition as after a clean one. */
export interface DatabaseState {
  readonly schema: string;
  /** Rows of history, without what differs from run to run. */
  readonly history: readonly string[];
  /** How often each script ran, by its own count: `name ×n`. */
  readonly runs: readonly string[];
}

/** One event of history. */
export interface RecordedEvent {
  readonly runId: string;
  readonly action: string;
  readonly id: string | null;
  readonly outcome: string;
  readonly at: string;
}

/** Reads schema, history and counts of a database. */
export async function readState(client: Client): Promise<DatabaseState> {
  await client.query('BEGIN');
  const schema = fingerprintSchema(await readSnapshot(client, 'included'));
  await client.query('RESET ALL; COMMIT');
  const runs = await client.query<Line>(
    `SELECT name || ' ×' || count(*) AS line FROM public.runs GROUP BY name ORDER BY name`,
  );
  const history = await client.query<Line>(
    `SELECT concat_ws(' ', kind, id, left(checksum, 8), outcome, units_done, units_total, unit_started, failed_direction) AS line
     FROM pgrestify.migrations ORDER BY id`,
  );
  return { schema, history: history.rows.map(({ line }) => line), runs: runs.rows.map(({ line }) => line) };
}

/** All events of a database; none when it has no history, also when a killed run's reset drops it at this moment. */
export async function readEvents(client: Client): Promise<readonly RecordedEvent[]> {
  try {
    const { rows } = await client.query<RecordedEvent>(
      `SELECT run_id AS "runId", action, id, outcome, at::text FROM pgrestify.migration_events ORDER BY event_id`,
    );
    return rows;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === undefinedTable) return [];
    throw error;
  }
}

const undefinedTable = '42P01';

interface Line {
  readonly line: string;
}

/** Looks at a database over one connection. */
export async function withClient<T>(database: TestDatabase, body: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(database);
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

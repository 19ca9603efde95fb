import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { TestDatabase } from '../servers/test-server';
import type { Administrator } from './administrator';

/** Where the server can be made to stop within a message: at the first statement of it that waits for this lock. */
export interface Gate {
  readonly name: string;
  /** Takes the lock, in a transaction. */
  readonly lockSql: string;
}

/** In which messages a gate is: in those with the one text and without the other, which makes the table in question. */
interface Place {
  readonly pattern: RegExp;
  readonly unless?: RegExp;
  /** Not where a message before may have locked the table in the same transaction: then nobody else can. */
  readonly first?: true;
}

const gates: readonly (Gate & Place)[] = [
  {
    name: 'at the count of the script',
    pattern: /INSERT INTO public\.runs|DROP SCHEMA IF EXISTS/,
    unless: /CREATE TABLE IF NOT EXISTS public\.runs/,
    first: true,
    lockSql: 'LOCK TABLE public.runs IN SHARE MODE',
  },
  {
    name: 'at a change of a table',
    pattern: /(ALTER|DROP) TABLE users/,
    unless: /CREATE TABLE users/,
    lockSql: 'LOCK TABLE users IN ACCESS SHARE MODE',
  },
  {
    name: 'behind a writer',
    pattern: /^(CREATE|DROP) (UNIQUE )?INDEX CONCURRENTLY/,
    lockSql: 'LOCK TABLE users IN ROW EXCLUSIVE MODE',
  },
  {
    name: 'before it begins',
    pattern: /^VACUUM/,
    lockSql: 'LOCK TABLE users IN SHARE UPDATE EXCLUSIVE MODE',
  },
  {
    name: 'at its row of history',
    pattern: /(INSERT INTO|UPDATE|DELETE FROM) pgrestify\.migrations\b|pgrestify\.record_up\(/,
    unless: /CREATE (SCHEMA|OR REPLACE FUNCTION) pgrestify/,
    lockSql: 'LOCK TABLE pgrestify.migrations IN SHARE MODE',
  },
  {
    name: 'at its event, before COMMIT',
    pattern: /INSERT INTO pgrestify\.migration_events|pgrestify\.record_up\(/,
    unless: /CREATE (SCHEMA|OR REPLACE FUNCTION) pgrestify/,
    lockSql: 'LOCK TABLE pgrestify.migration_events IN SHARE MODE',
  },
];

/** The gates within a message. What is in quotes is not run: history keeps the texts of scripts. */
export function gatesOf({ sql = '', inTransaction }: GatedMessage): readonly Gate[] {
  const run = sql.replaceAll(/'(?:[^']|'')*'/g, "''");
  return gates.filter(
    ({ pattern, unless, first }) => pattern.test(run) && !unless?.test(run) && !(first && inTransaction),
  );
}

interface GatedMessage {
  readonly sql: string | undefined;
  readonly inTransaction: boolean;
}

/** A lock that is held. */
export interface ClosedGate {
  /** Resolves when a session of the engine waits for it, or when it was opened. */
  waited(): Promise<void>;
  /** Lets go. Never fails: a server that crashed has let go by itself. */
  open(): Promise<void>;
}

/** Takes a gate's lock in a database. */
export async function closeGate({ lockSql }: Gate, database: TestDatabase, admin: Administrator): Promise<ClosedGate> {
  let isOpen = false;
  const client = new Client(database);
  client.on('error', () => {}); // the server crashed, as a case asked it to
  await client.connect();
  await client.query(`BEGIN; ${lockSql}`);
  return {
    async waited() {
      while (!isOpen && (await admin.rows(waitersSql(database))).length === 0) await wait(5);
    },
    async open() {
      if (isOpen) return;
      isOpen = true;
      await client.end().catch(() => {});
    },
  };
}

function waitersSql({ database }: TestDatabase): string {
  return `SELECT pid FROM pg_stat_activity
    WHERE datname = '${database}' AND application_name LIKE 'pgrestify%' AND wait_event_type = 'Lock'`;
}

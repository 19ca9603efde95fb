import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { TestDatabase } from '@pgrestify/engine/testing';
import { Client } from 'pg';
import { query } from '../harness/query';

/** A run that takes long, and moments of it that are worth a look. */
export interface Scenario {
  /** As the document's blocks name it. */
  readonly name: string;
  readonly up: string | ((path: string) => Promise<void>);
  readonly prepare: string;
  readonly options: readonly string[];
  /** Patterns of a screen, in the order in which they come. */
  readonly moments: readonly RegExp[];
  /** Holds somebody's lock until what it answers is called, after the moment of that number. */
  readonly held?: { readonly sql: string; readonly untilMoment: number };
}

const fiveMillionRows = `CREATE TABLE orders AS SELECT g AS id, md5(g::text) AS number, now() AS placed_at
  FROM generate_series(1, 5000000) g`;

/** The runs of the document, in its order. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'create-index',
    prepare: fiveMillionRows,
    up: 'CREATE INDEX CONCURRENTLY orders_number ON orders (number);\nANALYZE orders;\n',
    options: [],
    moments: [/\d %.*building index: scanning table/, /\d %.*index validation: scanning table/, /Done/],
  },
  {
    name: 'large-script',
    prepare: 'CREATE TABLE lines (id bigint, text text)',
    up: writeLargeScript,
    options: [],
    moments: [/ (1|2|3)\d\.\d MB of/, / (7|8)\d\.\d MB of/, /Done/],
  },
  {
    name: 'backup',
    prepare: fiveMillionRows,
    up: 'ALTER TABLE orders ADD COLUMN note text;\n',
    options: ['--backup'],
    moments: [/MB/, / [5-9] s .*MB/, /Done/],
  },
  {
    name: 'lock',
    prepare: 'CREATE TABLE users (id bigint)',
    up: 'ALTER TABLE users ADD COLUMN email text;\n',
    options: [],
    moments: [/blocked .* [2-4] s/, /retrying|blocked .* [7-9] s/, /Done/],
    held: { sql: 'SELECT count(*) FROM users', untilMoment: 1 },
  },
];

/** Statements of 1 kB until there are 100 MB of them. */
async function writeLargeScript(path: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const file = createWriteStream(path);
  const text = 'x'.repeat(950);
  for (let id = 0; id < 100_000; id += 1) {
    const isRoom = file.write(`INSERT INTO lines VALUES (${id}, '${text}');\n`);
    if (!isRoom) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}

/** The database as it is before the run. */
export async function prepare({ prepare: sql }: Scenario, database: TestDatabase): Promise<void> {
  await query(database, `${sql}; CHECKPOINT`);
}

/** Holds the scenario's lock, if it has one, in an open transaction of an application. */
export async function hold({ held }: Scenario, database: TestDatabase): Promise<() => Promise<void>> {
  if (!held) return async () => {};
  const client = new Client({ ...database, application_name: 'web' });
  client.on('error', () => {}); // of a server that stops
  await client.connect();
  await client.query(`BEGIN; ${held.sql}`);
  return () => client.end();
}

import { Client } from 'pg';
import { catalogFactsSql } from '../../src/postgres/catalog/catalog-facts-sql';
import { sessionOf } from '../../src/postgres/session/session';
import { describeTypes } from '../../src/types/output/describe-types';
import { readApi } from '../../src/types/read-api';
import { startTestServer, type TestDatabase } from '../servers/test-server';
import { runTypegen } from './typegen';

// `npm run bench:types`: our types beside those of Supabase's generator, of one database of 300 tables, in one run. Each
// connects once and makes them again and again, ours in the same number of rounds, in turns of a few.

const tables = 300;
const turns = 3;
const roundsOfTurn = 7;

/** Tables with keys, defaults, enums, domains and arrays; views of a fifth, two functions for each tenth. */
function schemaSql(): string {
  const names = Array.from({ length: tables }, (_, index) => `table_${index}`);
  return [
    "CREATE TYPE state AS ENUM ('draft', 'live', 'gone'); CREATE DOMAIN email AS text; CREATE TYPE place AS (street text, city text)",
    ...names.map(
      (name, index) => `CREATE TABLE ${name} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mail email, state state NOT NULL DEFAULT 'draft',
        states state[], place place, data jsonb NOT NULL DEFAULT '{}', amount numeric(10, 2), tags text[], at timestamptz NOT NULL DEFAULT now(),
        day date, doubled numeric GENERATED ALWAYS AS (amount * 2) STORED
        ${index === 0 ? '' : `, parent_id bigint NOT NULL REFERENCES table_${Math.floor(index / 2)}, other_id bigint REFERENCES table_0`})`,
    ),
    ...names
      .filter((_name, index) => index % 5 === 1)
      .map((name) => `CREATE VIEW ${name}_view AS SELECT id, name, parent_id, upper(name) AS loud FROM ${name}`),
    ...names
      .filter((_name, index) => index % 10 === 1)
      .flatMap((name) => [
        `CREATE FUNCTION ${name}_list(wanted state, most int DEFAULT 10) RETURNS SETOF ${name} LANGUAGE sql AS 'SELECT * FROM ${name}'`,
        `CREATE FUNCTION ${name}_label(${name}) RETURNS text LANGUAGE sql AS 'SELECT $1.name'`,
      ]),
  ].join(';\n');
}

async function ours(
  database: TestDatabase,
): Promise<{ readonly text: string; readonly durationsMs: readonly number[] }> {
  const client = new Client({ ...database });
  await client.connect();
  const session = sessionOf(client);
  const durationsMs: number[] = [];
  let text = '';
  for (let round = 0; round < roundsOfTurn; round += 1) {
    const start = performance.now();
    const { rowSets } = await session.send({ text: catalogFactsSql(['public']) });
    const answer = readApi(rowSets, ['public']);
    if (answer.kind !== 'api') throw new Error('public is missing');
    text = describeTypes(answer.api, { format: 'typescript', path: 'types.ts', command: 'types' });
    durationsMs.push(performance.now() - start);
  }
  await client.end();
  return { text, durationsMs };
}

function describe(name: string, durationsMs: readonly number[], text: string): number {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const [first = 0] = durationsMs;
  const figures = [median, sorted[0] ?? 0, sorted.at(-1) ?? 0, first].map((each) => each.toFixed(0).padStart(6));
  console.log(`${name.padEnd(28)} ${figures.join(' ')} ms ${(text.length / 1000).toFixed(0).padStart(6)} kB`);
  return median;
}

async function main(): Promise<void> {
  const server = await startTestServer();
  try {
    const database = await server.createDatabase();
    const client = new Client({ ...database });
    await client.connect();
    await client.query(schemaSql());
    await client.query('ANALYZE');
    await client.end();
    const [mine, theirs] = [[] as number[], [] as number[]];
    let texts = { ours: '', theirs: '' };
    for (let turn = 0; turn < turns; turn += 1) {
      const [own, supabase] = [await ours(database), await runTypegen(database, ['public'], roundsOfTurn)];
      mine.push(...own.durationsMs);
      theirs.push(...supabase.durationsMs);
      texts = { ours: own.text, theirs: supabase.text };
    }
    console.log(`types of ${tables} tables: median, fastest, slowest, first`);
    const ratio = describe('ours', mine, texts.ours) / describe('@supabase/postgrest-typegen', theirs, texts.theirs);
    console.log(`ours take ${ratio.toFixed(2)} of the time; at most 1.30 is allowed`);
    if (ratio > 1.3) process.exitCode = 1;
  } finally {
    await server.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

// Supabase's own generator, which is an ES module, in a process of its own: `node typegen.mjs URL SCHEMA,… ROUNDS`. Prints a
// line of JSON: the file, and milliseconds of each round.

import { generateTypescript, introspect, sortGeneratorMetadata } from '@supabase/postgrest-typegen';
import pg from 'pg';

const [, , connectionString, schemas, rounds] = process.argv;
const client = new pg.Client({ connectionString });
await client.connect();
const durationsMs = [];
let text = '';
for (let round = 0; round < Number(rounds); round += 1) {
  const start = performance.now();
  const facts = await introspect(client, { includedSchemas: schemas.split(',') });
  text = await generateTypescript(sortGeneratorMetadata(facts), { detectOneToOneRelationships: true });
  durationsMs.push(performance.now() - start);
}
await client.end();
console.log(JSON.stringify({ text, durationsMs }));

// The same SQL with nothing but `pg`: every checksum verified, and for each pending migration one transaction in one
// message that is awaited. No lock, no plan, no events. `node bare.cjs <project folder> <migrate|status>`.
const { createHash } = require('node:crypto');
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Client } = require('pg');
const { reportPeakMemory } = require('./peak-memory.cjs');

const createHistory =
  'CREATE TABLE IF NOT EXISTS bare_history (id text PRIMARY KEY, checksum text, applied_at timestamptz DEFAULT now());';

async function main(projectRootPath, command) {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const results = await client.query(`${createHistory} SELECT id, checksum FROM bare_history`);
  const applied = new Map(results[1].rows.map((row) => [row.id, row.checksum]));
  const folder = join(projectRootPath, 'sql', 'migrations');
  for (const id of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const sql = readFileSync(join(folder, id, 'up.sql'));
    const checksum = createHash('sha256').update(sql).digest('hex');
    if (applied.has(id) && applied.get(id) !== checksum) throw new Error(`${id} was changed`);
    if (applied.has(id) || command !== 'migrate') continue;
    await client.query(`BEGIN;\n${sql}\n;INSERT INTO bare_history VALUES ('${id}', '${checksum}');COMMIT;`);
  }
  await client.end();
}

main(process.argv[2], process.argv[3]).then(reportPeakMemory, (error) => {
  console.error(error);
  process.exit(1); // a connection may still be open
});

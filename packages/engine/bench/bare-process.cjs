// The same SQL with nothing but `pg`, in as few messages as there can be, on a table of what was applied:
// `node bare-process.cjs <project folder> <migrate|status>`. No lock, no checksum, no plan.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Client } = require('pg');
const { reportPeakMemory } = require('./peak-memory.cjs');

const createHistory =
  'CREATE TABLE IF NOT EXISTS bare_history (id text PRIMARY KEY, applied_at timestamptz DEFAULT now());';

async function main(projectRootPath, command) {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const results = await client.query(`${createHistory} SELECT id FROM bare_history`);
  const applied = new Set(results[1].rows.map((row) => row.id));
  if (command === 'migrate') {
    const folder = join(projectRootPath, 'sql', 'migrations');
    const pending = existsSync(folder) ? readdirSync(folder).filter((id) => !applied.has(id)) : [];
    const texts = pending.map((id) => {
      const sql = readFileSync(join(folder, id, 'up.sql'), 'utf8');
      return `BEGIN;\n${sql}\n;INSERT INTO bare_history VALUES ('${id}');COMMIT;`;
    });
    if (texts.length > 0) await client.query(texts.join('\n'));
  }
  await client.end();
}

main(process.argv[2], process.argv[3]).then(reportPeakMemory, (error) => {
  console.error(error);
  process.exit(1); // a connection may still be open
});

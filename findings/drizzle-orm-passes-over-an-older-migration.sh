#!/usr/bin/env bash
# A migration that came by a merge and is older than the newest applied one is expected to run, or to be refused.
# drizzle-orm 0.45.4 compares each file's time with the newest recorded one alone: the older one is passed over, migrate()
# resolves as if all were done, and it stays so at every later run. (Here on PGlite, a PostgreSQL of npm.)
set -euo pipefail
. "$(dirname "$0")/server.sh"
npm install --silent --no-audit --no-fund drizzle-orm@0.45.4 @electric-sql/pglite@0.5.17
cat >run.mjs <<'JS'
import { mkdirSync, writeFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
const client = new PGlite();
const db = drizzle(client);
mkdirSync('drizzle/meta', { recursive: true });
const journal = (...migrations) => {
  const entries = migrations.map(([tag, when], idx) => ({ idx, version: '7', when, tag, breakpoints: true }));
  writeFileSync('drizzle/meta/_journal.json', JSON.stringify({ version: '7', dialect: 'postgresql', entries }));
  for (const [tag] of migrations) writeFileSync(`drizzle/${tag}.sql`, `CREATE TABLE "${tag}" (id int);`);
};
const tables = async () =>
  (await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).rows.map((row) => row.tablename);
journal(['first', 1000], ['third', 3000]);
await migrate(db, { migrationsFolder: 'drizzle' });
journal(['first', 1000], ['second', 2000], ['third', 3000]);
await migrate(db, { migrationsFolder: 'drizzle' });
const seen = await tables();
console.log('drizzle-orm 0.45.4', { files: ['first', 'second', 'third'], tables: seen });
process.exit(seen.join() === 'first,third' ? 0 : 1);
JS
node run.mjs

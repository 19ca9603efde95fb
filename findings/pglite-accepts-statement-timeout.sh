#!/usr/bin/env bash
# A setting that a server takes and shows is expected to hold. PGlite 0.5.17 (PostgreSQL 18.7) takes statement_timeout,
# shows it, and lets a statement of a second end in peace under a limit of 100 ms: nothing there interrupts it. A
# migration that a timeout ends in production succeeds in tests on PGlite.
set -euo pipefail
. "$(dirname "$0")/server.sh"
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.17
cat >run.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
const db = new PGlite();
await db.exec("SET statement_timeout = '100ms'");
const { rows } = await db.query('SHOW statement_timeout');
let end = 'succeeded';
try {
  await db.exec("DO $$ BEGIN WHILE clock_timestamp() < now() + interval '1 s' LOOP END LOOP; END $$");
} catch (error) {
  end = error.code;
}
console.log((await db.query('SELECT version()')).rows[0].version, { ...rows[0], end });
process.exit(end === 'succeeded' ? 0 : 1);
JS
node run.mjs

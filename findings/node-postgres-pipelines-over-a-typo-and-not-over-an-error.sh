#!/usr/bin/env bash
# With `pipeline: true` node-postgres sends a query before the one ahead of it is answered, each with a promise of its own,
# so one would expect that what follows a failed query fares alike, whatever the failure was. It does not: behind a message
# `BEGIN; …; COMMIT` that fails while it runs, the transaction stays open and every later query fails (25P02); behind the
# same message with a typo, which the server refuses before its BEGIN, every later query runs. Whoever sends migrations
# ahead needs a check of their own in each. Seen with node-postgres 8.23.1 on PostgreSQL 18.4.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server 18.4.0-beta.17
cat >run.cjs <<'JS'
const { Client } = require('pg');
async function sendBehind(failing) {
  const client = new Client({ pipeline: true });
  await client.connect();
  const sent = ['SELECT 1', failing, 'CREATE TEMP TABLE behind ()', 'SELECT 1'].map((text) => client.query(text));
  const ends = await Promise.allSettled(sent);
  await client.query('ROLLBACK');
  await client.end();
  return ends.map(({ status, reason }) => (status === 'fulfilled' ? 'done' : reason.code)).join(' ');
}
(async () => {
  const seen = {
    failsAsItRuns: await sendBehind('BEGIN; SELECT 1 / 0; COMMIT'),
    hasATypo: await sendBehind('BEGIN; SELEC 1; COMMIT'),
  };
  console.log('PostgreSQL 18.4, pg 8.23.1', seen);
  process.exit(seen.failsAsItRuns === 'done 22012 25P02 25P02' && seen.hasATypo === 'done 42601 done done' ? 0 : 1);
})();
JS
node run.cjs

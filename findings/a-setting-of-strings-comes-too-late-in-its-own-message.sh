#!/usr/bin/env bash
# A SET is expected to hold for the statements behind it. psql sends a file statement by statement; a migration tool that
# sends it as one message has it read as a whole before its first statement runs. So standard_conforming_strings = off at
# the head of a dump changes nothing for the rest of it: the same file stores another text by psql than by such a tool,
# and nothing is said. Seen with node-postgres 8.23.1 on PostgreSQL 18.4.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server 18.4.0-beta.17
cat >run.cjs <<'JS'
const { Client } = require('pg');
const off = 'SET standard_conforming_strings = off';
const insert = String.raw`INSERT INTO t VALUES ('C:\\temp') RETURNING path`;
(async () => {
  const client = new Client();
  await client.connect();
  await client.query('CREATE TABLE t (path text)');
  const [, together] = await client.query(`${off}; ${insert}`);
  await client.query('RESET standard_conforming_strings');
  await client.query(off);
  const apart = await client.query(insert);
  await client.end();
  const seen = { oneMessage: together.rows[0].path, twoMessages: apart.rows[0].path };
  console.log('PostgreSQL 18.4, pg 8.23.1', seen);
  process.exit(seen.oneMessage === String.raw`C:\\temp` && seen.twoMessages === String.raw`C:\temp` ? 0 : 1);
})();
JS
node run.cjs

#!/usr/bin/env bash
# COPY … TO STDOUT by node-postgres 8.23.1 without pg-copy-streams is expected to throw, or to give the lines. It does
# neither: the promise resolves with the number of rows as rowCount and an empty list of rows, while COPY … FROM STDIN
# of the same client is an error of the library. A script that ends with such a line looks as if it had exported.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server 18.4.0-beta.17
cat >run.cjs <<'JS'
const { Client } = require('pg');
(async () => {
  const client = new Client();
  await client.connect();
  const { rows: [server] } = await client.query('SHOW server_version');
  await client.query('CREATE TABLE t AS SELECT generate_series(1, 10) AS id');
  const out = await client.query('COPY t TO STDOUT');
  const into = await client.query('COPY t FROM STDIN').catch((error) => error.message);
  await client.end();
  const seen = { command: out.command, rowCount: out.rowCount, rows: out.rows, into };
  console.log(`PostgreSQL ${server.server_version}, pg 8.23.1`, seen);
  process.exit(out.rowCount === 10 && out.rows.length === 0 && typeof into === 'string' ? 0 : 1);
})();
JS
node run.cjs

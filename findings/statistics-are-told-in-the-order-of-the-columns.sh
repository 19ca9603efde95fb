#!/usr/bin/env bash
# pg_get_statisticsobjdef is expected to give back the statement, or at least the same text for the same statement. On
# PostgreSQL 18.4 it lists the columns in the order in which they stand in the table, not as they were written: where a
# column was dropped and added again, the same CREATE STATISTICS has another definition. pg_get_indexdef keeps the order.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server 18.4.0-beta.17
cat >run.cjs <<'JS'
const { Client } = require('pg');
(async () => {
  const client = new Client();
  await client.connect();
  await client.query(`CREATE TABLE t (a int, b int); CREATE TABLE u (a int, b int);
    ALTER TABLE u DROP COLUMN a; ALTER TABLE u ADD COLUMN a int;
    CREATE STATISTICS ts ON a, b FROM t; CREATE STATISTICS us ON a, b FROM u`);
  const { rows } = await client.query('SELECT pg_get_statisticsobjdef(oid) AS text FROM pg_statistic_ext ORDER BY stxname');
  await client.end();
  const seen = rows.map(({ text }) => text);
  console.log('PostgreSQL 18.4', seen);
  process.exit(/ON a, b FROM t$/.test(seen[0]) && /ON b, a FROM u$/.test(seen[1]) ? 0 : 1);
})();
JS
node run.cjs

#!/usr/bin/env bash
# A partition that is attached gets each index of its parent, or one that it has is taken for it, and that one is expected
# to be the same. On PostgreSQL 18.4 the order of the keys is not compared: an index with DESC NULLS LAST is taken for
# the parent's ascending one. The index of a new partition is ascending, that of this one is not, and a tool that
# compares two databases finds a difference that no migration names.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server 18.4.0-beta.17
cat >run.cjs <<'JS'
const { Client } = require('pg');
(async () => {
  const client = new Client();
  await client.connect();
  await client.query(`CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
    CREATE INDEX p_b ON p (b);
    CREATE TABLE one (a int, b int);
    CREATE INDEX one_b ON one (b DESC NULLS LAST);
    ALTER TABLE p ATTACH PARTITION one FOR VALUES IN (1);
    CREATE TABLE two PARTITION OF p FOR VALUES IN (2)`);
  const { rows } = await client.query(`SELECT indrelid::regclass::text AS table, pg_get_indexdef(indexrelid, 1, true) AS key,
    indoption::text AS options FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid ORDER BY 1`);
  await client.end();
  console.log('PostgreSQL 18.4, indexes that belong to p_b (options: 0 ascending, 1 descending)', rows);
  process.exit(rows.length === 2 && rows[0].options === '1' && rows[1].options === '0' ? 0 : 1);
})();
JS
node run.cjs

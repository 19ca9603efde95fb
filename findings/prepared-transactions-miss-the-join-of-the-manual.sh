#!/usr/bin/env bash
# To see which locks a prepared transaction holds, the manual's page on pg_locks joins virtualtransaction with '-1/' and
# the transaction of pg_prepared_xacts, and most would expect rows. On PostgreSQL 18.4 there is none until the server was
# restarted: before that the locks keep the virtual transaction of the session that prepared. What holds before and
# after is the row of lock type transactionid with that xid and without a pid. A monitor by the manual misses the orphan
# that blocks a migration.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server 18.4.0-beta.17 '-c max_prepared_transactions=5'
cat >look.cjs <<'JS'
const { Client } = require('pg');
module.exports = async (prepare) => {
  const client = new Client();
  await client.connect();
  if (prepare) await client.query("CREATE TABLE t (id int); BEGIN; LOCK TABLE t; PREPARE TRANSACTION 'orphan'");
  const count = async (on) =>
    Number((await client.query(`SELECT count(*) FROM pg_prepared_xacts x JOIN pg_locks l ON ${on}`)).rows[0].count);
  const seen = {
    manual: (await count("l.virtualtransaction = '-1/' || x.transaction::text")) > 0,
    byXid: (await count("l.locktype = 'transactionid' AND l.transactionid = x.transaction AND l.pid IS NULL")) > 0,
  };
  await client.end();
  return seen;
};
JS
before=$(node -e 'require("./look.cjs")(true).then((seen) => console.log(JSON.stringify(seen)))')
${stop_server/-m immediate stop/-w -m fast restart} >/dev/null
after=$(node -e 'require("./look.cjs")(false).then((seen) => console.log(JSON.stringify(seen)))')
echo "PostgreSQL 18.4: found before a restart $before, after it $after"
[ "$before" = '{"manual":false,"byXid":true}' ] && [ "$after" = '{"manual":true,"byXid":true}' ]

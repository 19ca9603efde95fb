#!/usr/bin/env bash
# pg_stat_progress_copy is documented to have the "number of tuples already processed by COPY command". On PostgreSQL 14 a
# COPY that is held at its 501st row shows 500. Later servers count when a batch of rows is written, so that the same COPY
# stands at 0 while a slow trigger or CHECK works on its first thousand rows: who shows progress, or takes a number that
# does not grow for a COPY that hangs, is led astray. Seen with PostgreSQL 14.23 and 18.4.
set -euo pipefail
. "$(dirname "$0")/server.sh"
cat >held.cjs <<'JS'
const { Client } = require('pg');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
(async () => {
  const [holder, copier, onlooker] = [new Client(), new Client(), new Client()];
  for (const client of [holder, copier, onlooker]) await client.connect();
  await holder.query(`CREATE FUNCTION held(int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN
    IF $1 = 501 THEN PERFORM pg_advisory_xact_lock_shared(1); END IF; RETURN $1; END $$`);
  await holder.query('CREATE TABLE t (a int CHECK (held(a) > 0))');
  await holder.query('SELECT pg_advisory_lock(1)');
  const copying = copier.query("COPY t FROM PROGRAM 'seq 1 600'");
  const waiting = "SELECT FROM pg_stat_activity WHERE wait_event = 'advisory'";
  while ((await onlooker.query(waiting)).rowCount === 0) await sleep(20);
  const { rows } = await onlooker.query('SELECT tuples_processed::int AS rows FROM pg_stat_progress_copy');
  await holder.query('SELECT pg_advisory_unlock(1)');
  await copying;
  for (const client of [holder, copier, onlooker]) await client.end();
  console.log(rows[0].rows);
})();
JS
rows_seen_on() {
  start_server "$1"
  node held.cjs
  $stop_server >/dev/null
  rm -rf data
}
before=$(rows_seen_on 14.23.0-beta.17)
now=$(rows_seen_on 18.4.0-beta.17)
echo "of 500 rows that COPY has checked, PostgreSQL 14.23 counts $before and 18.4 counts $now"
[ "$before" = 500 ] && [ "$now" = 0 ]

#!/usr/bin/env bash
# Files that begin with a time are expected to run in the order of the times. node-pg-migrate 9.0.0 knows three forms and
# compares two of them as milliseconds (13 and 17 digits) and one as the plain number that it is (14 digits): one of
# 12:30:47 written with 14 digits runs after one of 12:30:48 written with 13. A repository whose names came from two
# generators has another order than its dates.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server 18.4.0-beta.17
npm install --silent --no-audit --no-fund node-pg-migrate@9.0.0
mkdir migrations
for name in 20240115123045123_first 1705321846000_second 20240115123047_third 1705321848000_fourth; do
  printf -- '-- Up Migration\nCREATE TABLE %s ();\n-- Down Migration\nDROP TABLE %s;\n' "${name#*_}" "${name#*_}" >"migrations/$name.sql"
done
cat >run.mjs <<'JS'
import { runner } from 'node-pg-migrate';
const databaseUrl = { host: process.env.PGHOST, port: Number(process.env.PGPORT), user: 'postgres', database: 'postgres' };
const run = await runner({ databaseUrl, dir: 'migrations', direction: 'up', migrationsTable: 'pgmigrations', log: () => {} });
const order = run.map(({ name }) => name.split('_')[1]);
console.log('node-pg-migrate 9.0.0', order);
process.exit(order.join() === 'first,second,fourth,third' ? 0 : 1);
JS
node run.mjs

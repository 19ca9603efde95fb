#!/usr/bin/env bash
# A version of 17 digits (a date with milliseconds) is expected to be one version. Postgrator 8.0.0 reads it as a
# JavaScript number, which has 15 to 16 digits: the version that it records is not the file's, and two files that are a
# millisecond apart are "two migrations with version …", refused. Fourteen digits are safe.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server 18.4.0-beta.17
npm install --silent --no-audit --no-fund postgrator@8.0.0
mkdir one two
echo 'CREATE TABLE a ();' | tee one/20240115123045121.do.a.sql >two/20240115123045121.do.a.sql
echo 'CREATE TABLE b ();' >two/20240115123045122.do.b.sql
cat >run.mjs <<'JS'
import pg from 'pg';
import Postgrator from 'postgrator';
const client = new pg.Client();
await client.connect();
const migrate = (folder) =>
  new Postgrator({ migrationPattern: `${folder}/*`, driver: 'pg', database: 'postgres', execQuery: (sql) => client.query(sql) }).migrate();
const refused = await migrate('two').catch((error) => error.message);
await migrate('one');
const { rows } = await client.query('SELECT max(version)::text AS version FROM schemaversion');
await client.end();
console.log('postgrator 8.0.0', { file: '20240115123045121', recorded: rows[0].version, refused });
process.exit(rows[0].version === '20240115123045120' && /^Two migrations/.test(refused) ? 0 : 1);
JS
node run.mjs

#!/usr/bin/env bash
# The text that the catalog functions give for a default or a CHECK is expected to depend on the object alone. On
# PostgreSQL 18.4 pg_get_expr writes a string with a backslash in another way when the reader's session has
# standard_conforming_strings off: two backslashes for one. A tool that compares such texts of two servers sees a
# difference where a role has that setting; pg_dump sets it itself.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server 18.4.0-beta.17
cat >run.cjs <<'JS'
const { Client } = require('pg');
(async () => {
  const client = new Client();
  await client.connect();
  await client.query(String.raw`CREATE TABLE t (path text DEFAULT 'C:\temp')`);
  const read = async (setting) => {
    await client.query(`SET standard_conforming_strings = ${setting}`);
    return (await client.query('SELECT pg_get_expr(adbin, adrelid) AS text FROM pg_attrdef')).rows[0].text;
  };
  const seen = { on: await read('on'), off: await read('off') };
  await client.end();
  console.log('PostgreSQL 18.4', seen);
  process.exit(seen.on === String.raw`'C:\temp'::text` && seen.off !== seen.on ? 0 : 1);
})();
JS
node run.cjs

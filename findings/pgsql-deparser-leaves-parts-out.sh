#!/usr/bin/env bash
# A deparser is expected to give back the statement that its tree was parsed from, or to throw.
# pgsql-deparser 18.3.8 (with libpg-query 18.1.5) gives valid SQL that says something else: it leaves out INCLUDE and
# WITH of a unique constraint, and OWNED BY of ALTER TABLE ALL IN TABLESPACE, so that the tables of every owner are
# moved; and a grant on a parameter comes back as a grant on a table of that name.
# A tool that rewrites migrations with it (rename a schema, add IF NOT EXISTS) changes them.
set -euo pipefail
. "$(dirname "$0")/server.sh"
npm install --silent --no-audit --no-fund libpg-query@18.1.5 pgsql-deparser@18.3.8
cat >run.cjs <<'JS'
const { loadModule, parse } = require('libpg-query');
const { deparse } = require('pgsql-deparser');
const expected = [
  ['ALTER TABLE t ADD CONSTRAINT u UNIQUE (a) INCLUDE (b) WITH (fillfactor = 70)', 'ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)'],
  ['ALTER TABLE ALL IN TABLESPACE a OWNED BY b SET TABLESPACE c', 'ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE c'],
  ['GRANT SET ON PARAMETER my.x TO y', 'GRANT SET ON "my.x" TO y'],
];
(async () => {
  await loadModule();
  let changed = false;
  for (const [sql, seen] of expected) {
    const { stmts } = await parse(sql);
    const again = (await deparse(stmts[0].stmt)).replace(/\s+/g, ' ').replace(/;$/, '');
    console.log(`${sql}\n  -> ${again}`);
    changed ||= again !== seen;
  }
  process.exit(changed ? 1 : 0);
})();
JS
echo 'libpg-query 18.1.5, pgsql-deparser 18.3.8'
node run.cjs

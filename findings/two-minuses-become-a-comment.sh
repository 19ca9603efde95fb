#!/usr/bin/env bash
# A formatter and a minifier of SQL are expected to change blanks only. Two minus signs that stand apart are a sign of a
# sign; together they begin a comment, and what follows on the line is gone.
# prettier-plugin-sql-cst 0.22.1 (prettier 3.9.6) and pg-minify 1.8.0 with `compress` both write them together: the
# statement stays valid and has other columns. In a CHECK or a generated column that is another schema.
set -euo pipefail
. "$(dirname "$0")/server.sh"
npm install --silent --no-audit --no-fund libpg-query@18.1.5 prettier@3.9.6 prettier-plugin-sql-cst@0.22.1 pg-minify@1.8.0
cat >run.cjs <<'JS'
const { loadModule, parse } = require('libpg-query');
const prettier = require('prettier');
const minify = require('pg-minify');
const sql = 'SELECT - - a AS x,\n  b FROM t';
const columnsOf = async (text) => (await parse(text)).stmts[0].stmt.SelectStmt.targetList?.length ?? 0;
(async () => {
  await loadModule();
  const formatted = await prettier.format(sql, { parser: 'postgresql', plugins: ['prettier-plugin-sql-cst'] });
  const minified = minify(sql, { compress: true });
  const seen = [await columnsOf(sql), await columnsOf(formatted), await columnsOf(minified)];
  console.log({ sql, formatted, minified, columns: seen });
  process.exit(seen.join() === '2,1,0' ? 0 : 1);
})();
JS
echo 'prettier 3.9.6, prettier-plugin-sql-cst 0.22.1, pg-minify 1.8.0'
node run.cjs

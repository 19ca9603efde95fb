#!/usr/bin/env bash
# `zod/mini` is the small variant of zod, so one would expect a program that requires it to load a fraction of zod. It is
# small only after a bundler has shaken it: a CommonJS program loads 92 files in place of 95, with all locales, and about
# as many bytes. Seen with zod 4.6.7 on Node 20.20.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 >/dev/null
count() {
  node -e '
const { statSync } = require("node:fs");
require(process.argv[1]);
const files = Object.keys(require.cache);
console.log(files.length, files.reduce((sum, file) => sum + statSync(file).size, 0));' "$1"
}
read -r whole whole_bytes < <(count zod)
read -r mini mini_bytes < <(count zod/mini)
echo "zod 4.6.7, Node $(node --version): zod loads $whole files, $whole_bytes bytes; zod/mini $mini files, $mini_bytes bytes"
[ "$mini" -gt $((whole * 9 / 10)) ] && [ "$mini_bytes" -gt $((whole_bytes * 9 / 10)) ]

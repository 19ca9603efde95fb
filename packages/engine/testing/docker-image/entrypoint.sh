#!/bin/bash
# Entrypoint of the tests' PostgreSQL image. It behaves as the official image's: the same variables (POSTGRES_USER,
# POSTGRES_PASSWORD, POSTGRES_DB, their _FILE forms, POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD), a first server
# that listens on the socket only while /docker-entrypoint-initdb.d runs, and "ready to accept connections" twice.
set -Eeuo pipefail

# A command other than the server, as `bash`, is run as it is.
[ "${1:-}" = postgres ] || exec "$@"

# The server refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  chmod 3777 /var/run/postgresql
  chown -R postgres "$PGDATA"
  chown postgres /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups -- "${BASH_SOURCE[0]}" "$@"
fi

# The value of a variable, or of the file that the variable with _FILE names.
value_of() {
  local file="$1_FILE"
  if [ -n "${!file:-}" ]; then cat "${!file}"; else printf '%s' "${!1:-}"; fi
}
password=$(value_of POSTGRES_PASSWORD)
user=$(value_of POSTGRES_USER)
user=${user:-postgres}
database=$(value_of POSTGRES_DB)
database=${database:-$user}
method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}

query() { psql --no-psqlrc --no-password --set ON_ERROR_STOP=1 --username "$user" "$@"; }

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
    exit 1
  fi
  # shellcheck disable=SC2086  # arguments, as in the official image
  initdb --pgdata "$PGDATA" --username "$user" --pwfile <(printf '%s\n' "$password") ${POSTGRES_INITDB_ARGS:-}
  printf "listen_addresses = '*'\nunix_socket_directories = '/var/run/postgresql'\n" >>"$PGDATA/postgresql.conf"
  printf 'host all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
  export PGPASSWORD=$password
  pg_ctl --pgdata "$PGDATA" --options "-c listen_addresses=''" --wait start
  if [ "$database" != postgres ]; then
    echo 'CREATE DATABASE :"name";' | query --dbname postgres --set name="$database"
  fi
  for script in /docker-entrypoint-initdb.d/*; do
    case "$script" in
      *.sh) if [ -x "$script" ]; then "$script"; else . "$script"; fi ;;
      *.sql) query --dbname "$database" --file "$script" ;;
    esac
  done
  pg_ctl --pgdata "$PGDATA" --mode fast --wait stop
  unset PGPASSWORD
fi

exec "$@"

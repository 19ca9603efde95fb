# Sourced by `run`, which has `install_packages`, and by hand: a pg_dump that reads every server of the specs.
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

# Debian 12 has pg_dump 15, which refuses newer servers. That of 18 is Debian's of another release, unpacked beside it with
# the libraries that it is linked with, and run by their loader, so that nothing of the machine changes. Sets
# PGRESTIFY_COMPARED_PG_DUMP to its words; left alone where it is set.
ensure_new_pg_dump() {
  if [ -n "${PGRESTIFY_COMPARED_PG_DUMP:-}" ]; then return; fi
  local folder=${XDG_CACHE_HOME:-$HOME/.cache}/pgrestify-pg-dump-18
  if [ ! -x "$folder/usr/lib/postgresql/18/bin/pg_dump" ]; then
    if ! (mkdir -p "$folder" && cd "$folder" && download_pg_dump); then
      echo 'pg_dump 18 cannot be had: the snapshot is compared with the pg_dump of the machine ALONE.' >&2
      rm -rf "$folder"
      return
    fi
  fi
  local libraries=$folder/usr/lib/x86_64-linux-gnu
  export PGRESTIFY_COMPARED_PG_DUMP="$libraries/ld-linux-x86-64.so.2 --library-path $libraries $folder/usr/lib/postgresql/18/bin/pg_dump"
}

download_pg_dump() {
  unpack_debian sid postgresql-client-18 libpq5 libc6 libssl3t64 libzstd1 liblz4-1 zlib1g \
    libgssapi-krb5-2 libldap2 libkrb5-3 libk5crypto3 libcom-err2 libkrb5support0 libsasl2-2 libkeyutils1
}

# Sourced by `run`, which has `install_packages`, and by hand: a pg_dump that reads every server of the specs.

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

# From the archive of the machine's packages, under settings of its own, so that nothing changes for them.
download_pg_dump() {
  mkdir -p lists/partial cache/archives/partial
  local archive
  archive=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' | sed -n 's/^bookworm //p' | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive sid main" >sources.list
  cat >apt.conf <<APT
Dir::State::Lists "$PWD/lists";
Dir::Cache "$PWD/cache";
Dir::Etc::SourceList "$PWD/sources.list";
Dir::Etc::SourceParts "-";
APT::Sandbox::User "root";
APT
  APT_CONFIG=$PWD/apt.conf apt-get update -q &&
    APT_CONFIG=$PWD/apt.conf apt-get download -q postgresql-client-18 libpq5 libc6 libssl3t64 libzstd1 liblz4-1 zlib1g \
      libgssapi-krb5-2 libldap2 libkrb5-3 libk5crypto3 libcom-err2 libkrb5support0 libsasl2-2 libkeyutils1 || return 1
  local package
  for package in *.deb; do dpkg-deb -x "$package" .; done
  rm -rf lists cache ./*.deb
}

#!/usr/bin/env bash
# make-image.sh NAME: an image that behaves like `postgres:15`, of this machine's Debian packages (postgresql-15), for
# tests on machines that reach no registry. Prints nothing and does nothing when the image is there and still the same.
set -euo pipefail

image=$1
major=15
here=$(cd "$(dirname "$0")" && pwd)
programs=/usr/lib/postgresql/$major
if [ ! -x "$programs/bin/postgres" ]; then
  echo "PostgreSQL $major is not installed: apt-get install postgresql-$major" >&2
  exit 1
fi

# What the image is made of; kept as its label.
source=$({ cat "$here"/*.sh; "$programs/bin/postgres" --version; } | sha256sum | cut -c1-16)
label=dev.pgrestify.source
if [ "$(docker image inspect --format "{{ index .Config.Labels \"$label\" }}" "$image" 2>/dev/null)" = "$source" ]; then
  exit 0
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root"/{usr/bin,usr/lib,usr/lib64,usr/sbin,usr/local/bin,usr/lib/locale,usr/share/postgresql}
mkdir -p "$root"/{docker-entrypoint-initdb.d,etc,root,tmp,proc,sys,dev,var/lib/postgresql/data,var/run/postgresql}
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done

# The programs that an entrypoint, a health check and a person in the container use.
tools=(bash cat chmod chown cut date env find getent grep gzip head hostname id kill ls mkdir mktemp mv printf ps rm sed)
tools+=(setpriv sleep sort stat tail tar test timeout tr true uname wc)
files=()
for tool in "${tools[@]}"; do files+=("$(type -P "$tool")"); done
cp -L "${files[@]}" "$root/usr/bin/"
ln -s bash "$root/usr/bin/sh"

# The server with its client programs, without what compiles and documents.
mkdir -p "$root$programs"
cp -a "$programs"/{bin,lib} "$root$programs/"
rm -rf "$root$programs"/lib/{bitcode,llvmjit*,pgxs}
cp -a "/usr/share/postgresql/$major" "$root/usr/share/postgresql/"
cp -aL /usr/share/zoneinfo "$root/usr/share/"
rm -rf "$root"/usr/share/zoneinfo/{right,posix} "$root/usr/share/postgresql/$major/man"
cp -a /usr/lib/locale/C.utf8 "$root/usr/lib/locale/"

# Every library that these files load, where the loader looks for it.
for file in "${files[@]}" "$programs"/bin/* "$programs"/lib/*.so; do ldd "$file" 2>/dev/null || true; done |
  grep -oE '/[^ ]+\.so[^ ]*' | grep -vE 'python|perl|LLVM' | sort -u |
  while read -r library; do
    mkdir -p "$root$(dirname "$(readlink -f "$(dirname "$library")")/x")"
    cp -L "$library" "$root$(readlink -f "$(dirname "$library")")/"
  done
# What the name service loads by itself.
libraries=$(dirname "$(readlink -f "$(ldd /usr/bin/id | grep -oE '/[^ ]+/libc\.so\.6')")")
cp -L "$libraries"/libnss_{files,dns}.so.2 "$libraries/libresolv.so.2" "$root$libraries/"

printf 'root:x:0:0:root:/root:/bin/bash\npostgres:x:999:999::/var/lib/postgresql:/bin/bash\n' >"$root/etc/passwd"
printf 'root:x:0:\npostgres:x:999:\n' >"$root/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
install -m 755 "$here/entrypoint.sh" "$root/usr/local/bin/entrypoint.sh"
chmod 1777 "$root/tmp"
chown -R 999:999 "$root"/var/{lib,run}/postgresql

# `docker import` takes no STOPSIGNAL, hence a second step; from standard input, so that no context is sent.
base=$(tar -C "$root" -c . | docker import - "$image-files")
docker build --quiet --tag "$image" - >/dev/null <<DOCKERFILE
FROM $base
LABEL $label=$source
ENV PATH=/usr/local/bin:/usr/bin:/bin:$programs/bin LANG=C.UTF-8 PG_MAJOR=$major PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["entrypoint.sh"]
STOPSIGNAL SIGINT
EXPOSE 5432
CMD ["postgres"]
DOCKERFILE

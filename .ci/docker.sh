# Sourced by `run`, which has `install_packages`: an engine for the specs of Docker, and what they need beside it.
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

# One that answers is used and left alone. Otherwise Debian's is installed and started, without systemd, and stopped
# when the shell ends.
ensure_docker() {
  if docker info >/dev/null 2>&1; then return; fi
  if [ ! -x /usr/sbin/dockerd ]; then
    install_packages docker.io
    # Where a package's installation starts services, it is running now.
    if docker info >/dev/null 2>&1; then return; fi
  fi
  local attempt
  # After an engine that was killed, the first start may fail over what it left.
  for attempt in 1 2 3; do
    if start_docker; then return; fi
    sleep 2
  done
  echo "dockerd does not start:" >&2
  tail -n 20 "$docker_log" >&2
  return 1
}

docker_log=${TMPDIR:-/tmp}/pgrestify-dockerd.log

start_docker() {
  local pid_file=/var/run/docker.pid
  if [ -f "$pid_file" ] && ! grep -qs dockerd "/proc/$(cat "$pid_file")/comm"; then rm -f "$pid_file"; fi
  setsid nohup /usr/sbin/dockerd </dev/null >"$docker_log" 2>&1 &
  docker_pid=$!
  trap stop_docker EXIT
  local tick
  for tick in $(seq 120); do
    if docker info >/dev/null 2>&1; then return; fi
    if ! kill -0 "$docker_pid" 2>/dev/null; then return 1; fi
    sleep 0.25
  done
  return 1
}

# Waits until it has stopped its containers and given its files back. Says nothing: the tests' line is the last one.
stop_docker() {
  kill -TERM "$docker_pid" 2>/dev/null || return 0
  wait "$docker_pid" 2>/dev/null || true
}

# Debian 12 has version 1 as a package. Version 2 is that of Debian 13, unpacked beside it: a plugin is a single file.
ensure_compose() {
  if [ ! -x /usr/bin/docker-compose ]; then
    install_packages docker-compose
  fi
  if docker compose version >/dev/null 2>&1; then return; fi
  local folder plugins=/usr/local/lib/docker/cli-plugins
  folder=$(mktemp -d)
  if (cd "$folder" && unpack_debian trixie docker-compose) && mkdir -p "$plugins"; then
    install -m 755 "$folder"/usr/libexec/docker/cli-plugins/docker-compose "$plugins/"
  else
    echo 'docker compose (version 2) cannot be had: the specs run with docker-compose (version 1) ALONE.' >&2
  fi
  rm -rf "$folder"
}

# The image of a PostgreSQL server, of the machine's own packages.
ensure_postgres_image() {
  if [ ! -x /usr/lib/postgresql/15/bin/postgres ]; then
    install_packages postgresql-15
  fi
  packages/engine/testing/docker-image/make-image.sh pgrestify/postgres:15
}

#!/usr/bin/env bash
# A Docker engine of one's own, for the tests in containers, on a Debian or Ubuntu machine where none answers.
#
#   eval "$(tools/docker.sh start)"    starts it, if need be, and says how to reach it
#   tools/docker.sh stop
#
# Needs root. What it installs comes from apt; everything else lies below $AUTOGRADER_DOCKER (/var/tmp/autograder-docker).
# Networks inside are off, so builds use the machine's own (packaging/docker.py asks for that where there is no bridge).
# Beside the engine it makes a base image from Debian's packages, for machines that cannot pull Gradescope's.
set -euo pipefail

home=${AUTOGRADER_DOCKER:-/var/tmp/autograder-docker}
base=autograder-base:debian
export DOCKER_HOST=unix://$home/engine.sock

say() { printf 'docker.sh: %s\n' "$*" >&2; }

# Run a command with its output in a file, and show the end of that only if it fails.
quietly() {
  local log=$home/$1
  shift
  "$@" >"$log" 2>&1 || { tail -n 8 "$log" >&2; say "failed: $*"; exit 1; }
}

install_missing() {
  command -v dockerd >/dev/null && command -v debootstrap >/dev/null && return
  say "installing Docker and debootstrap"
  quietly apt-update.log apt-get update
  DEBIAN_FRONTEND=noninteractive quietly apt-install.log apt-get install --yes --no-install-recommends \
    docker.io debootstrap iptables
}

answers() { docker info >/dev/null 2>&1; }

start_engine() {
  answers && return
  say "starting the engine"
  rm -f "$home/engine.pid"
  setsid dockerd --host="$DOCKER_HOST" --pidfile="$home/engine.pid" --data-root="$home/data" --exec-root="$home/run" \
    --bridge=none --iptables=false --ip6tables=false >"$home/engine.log" 2>&1 </dev/null &
  for _ in $(seq 120); do
    answers && return
    sleep 0.25
  done
  tail -n 8 "$home/engine.log" >&2
  say "the engine does not answer"
  exit 1
}

make_base() {
  docker image inspect "$base" >/dev/null 2>&1 && return
  say "making the image $base"
  local tree=$home/tree
  rm -rf "$tree"
  quietly debootstrap.log debootstrap --variant=minbase \
    --include=ca-certificates,python3,python3-pip,python3-venv bookworm "$tree"
  # What this machine trusts, the image trusts: packages may come through a proxy.
  cat /etc/ssl/certs/ca-certificates.crt >"$tree/etc/ssl/certs/ca-certificates.crt"
  tar --directory="$tree" --create . | docker import - "$base" >/dev/null
  rm -rf "$tree"
}

case ${1:-} in
  start)
    [ "$(id -u)" = 0 ] || { say "needs root"; exit 1; }
    mkdir -p "$home"
    install_missing
    start_engine
    make_base
    printf 'export DOCKER_HOST=%q DRY_RUN_BASE=%q\n' "$DOCKER_HOST" "$base"
    ;;
  stop)
    [ -f "$home/engine.pid" ] && kill "$(cat "$home/engine.pid")" || say "is not running"
    ;;
  *)
    echo "usage: tools/docker.sh start|stop" >&2
    exit 2
    ;;
esac

#!/usr/bin/env bash
# A real Slurm with two nodes on one Debian or Ubuntu machine, for tests and for trying things out.
#
#   eval "$(tools/slurm.sh start)"    starts it, if need be, and says how to reach it
#   tools/slurm.sh stop
#
# Installing needs root; running does not. Everything lies below $AUTOGRADER_SLURM (/var/tmp/autograder-slurm). There is no
# accounting, and memory is not enforced: it is a place to submit jobs to, not a cluster.
set -euo pipefail

home=${AUTOGRADER_SLURM:-/var/tmp/autograder-slurm}
host=$(hostname -s)
export SLURM_CONF=$home/slurm.conf

say() { printf 'slurm.sh: %s\n' "$*" >&2; }

install_missing() {
  command -v slurmctld >/dev/null && command -v munged >/dev/null && return
  [ "$(id -u)" = 0 ] || { say "slurm-wlm and munge are not installed, and installing them needs root"; exit 1; }
  say "installing Slurm"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends slurm-wlm munge; } \
    >"$home/apt.log" 2>&1 || { tail -n 8 "$home/apt.log" >&2; exit 1; }
}

configure() {
  local user memory
  user=$(id -un)
  memory=$(awk '/^MemTotal/ {print int($2 / 2048)}' /proc/meminfo)  # half of the machine for each node, in MiB
  cat >"$SLURM_CONF" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=27817
AuthType=auth/munge
AuthInfo=socket=$home/munge/socket
CryptoType=crypto/munge
CredType=cred/munge
SlurmUser=$user
SlurmdUser=$user
StateSaveLocation=$home/state
SlurmdSpoolDir=$home/%n
SlurmctldPidFile=$home/slurmctld.pid
SlurmdPidFile=$home/%n.pid
SlurmctldLogFile=$home/log/slurmctld.log
SlurmdLogFile=$home/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
KillWait=5
MessageTimeout=30
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=27821 CPUs=$(nproc) RealMemory=$memory State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=27822 CPUs=$(nproc) RealMemory=$memory State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
END
}

is_ready() { [ "$(sinfo --noheader --format='%T' 2>/dev/null | sort -u)" = idle ]; }

start_daemons() {
  mkdir -p "$home"/{munge,state,n1,n2}
  chmod 755 "$home"
  chmod 711 "$home/munge"
  local munge=$home/munge
  [ -f "$munge/key" ] || { head -c 1024 /dev/urandom >"$munge/key"; chmod 400 "$munge/key"; }
  munged --force --socket="$munge/socket" --key-file="$munge/key" --pid-file="$munge/pid" --seed-file="$munge/seed" \
    --log-file="$home/log/munged.log"
  slurmctld -f "$SLURM_CONF"
  slurmd -f "$SLURM_CONF" -N n1
  slurmd -f "$SLURM_CONF" -N n2
  for _ in $(seq 120); do
    is_ready && return
    sleep 0.25
  done
  tail -n 8 "$home"/log/*.log >&2
  say "the nodes do not become idle"
  exit 1
}

case ${1:-} in
  start)
    mkdir -p "$home/log"
    install_missing
    if ! sinfo >/dev/null 2>&1; then
      grep -qw "$host" /etc/hosts || { say "/etc/hosts does not name $host: add it to the line of 127.0.0.1"; exit 1; }
      configure
      start_daemons
    fi
    printf 'export SLURM_CONF=%q\n' "$SLURM_CONF"
    ;;
  stop)
    scancel --state=PENDING 2>/dev/null || true
    scancel --state=RUNNING 2>/dev/null || true
    for name in n1.pid n2.pid slurmctld.pid munge/pid; do
      [ ! -f "$home/$name" ] || kill "$(cat "$home/$name")" 2>/dev/null || true
    done
    ;;
  *)
    echo "usage: tools/slurm.sh start|stop" >&2
    exit 2
    ;;
esac

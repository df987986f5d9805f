# shellcheck shell=bash
# The hosts: name, last octet, role (which image), group. docker-compose.test.yml holds the same addresses.
# Hosts of the group uml are User-Mode Linux (uml.sh), all others containers (containers.sh).

host_table() {
  cat <<'TABLE'
lb01 11 node base
lb02 12 node base
web01 21 web base
web02 22 web base
p1a 31 node pairs
p1b 32 node pairs
p2a 41 node pairs
p2b 42 node pairs
p3a 51 node pairs
p3b 52 node pairs
p4a 61 node pairs
p4b 62 node pairs
p5a 71 node pairs
p5b 72 node pairs
p6a 81 node pairs
p6b 82 node pairs
s1 13 node systems
s2 14 node systems
s3 15 node systems
s4 16 node systems
e1 17 node systems
e2 18 node systems
d11a 33 node11 systems
d11b 34 node11 systems
d13a 35 node13 systems
d13b 36 node13 systems
r1 37 rhel systems
r2 38 rhel systems
r3 39 rhel systems
u1a 91 node uml
u1b 92 node uml
u2a 93 node uml
u2b 94 node uml
TABLE
}

all_hosts() { host_table | cut -d ' ' -f 1; }

# hosts_in GROUP [PAIRS]: all of a group, or its first so many pairs
hosts_in() { host_table | awk -v group="$1" -v most="${2:-99}" '$4 == group && n++ < 2 * most { print $1 }'; }

# bare nodes: what tests change, and what `reset` makes new by default
node_hosts() { host_table | awk '$3 == "node" && $4 == "base" { print $1 }'; }

host_ip() { host_table | awk -v host="$1" -v net="$LAB_NET" '$1 == host { print net "." $2 }'; }

# hosts_of_system NAME: what one of the reference systems stands on; fails where there is no such system
hosts_of_system() {
  case $1 in
    A | F) echo lb01 lb02 web01 web02 ;;
    A-debian11) echo d11a d11b web01 web02 ;;
    A-debian13) echo d13a d13b web01 web02 ;;
    B) echo s1 s2 s3 ;;
    B-rhel) echo r1 r2 r3 ;;
    C) echo u1a u1b s1 s2 ;;
    D) echo lb01 lb02 ;;
    D-rhel) echo r1 r2 ;;
    E) echo e1 e2 web01 web02 ;;
    G) echo u1a u1b s1 s2 s3 s4 web01 web02 ;;
    *) return 1 ;;
  esac
}

# last octet in the second network; nothing for a host with one card
second_octet() {
  case $1 in
    e1) echo 217 ;;
    e2) echo 218 ;;
  esac
}

host_group() { host_table | awk -v host="$1" '$1 == host { print $4 }'; }

host_role() { host_table | awk -v host="$1" '$1 == host { print $3 }'; }

container_of() { printf '%s-%s\n' "$LAB_PROJECT" "$1"; }

require_hosts() {
  local host known
  known=" $(all_hosts | xargs) "
  [ $# -gt 0 ] || die "$EX_USAGE" "which host? one of:$known"
  for host in "$@"; do
    [[ $known == *" $host "* ]] || die "$EX_USAGE" "no such host: $host (there are:$known)"
  done
}

is_uml() { [[ $1 == u* ]]; }

# by_kind VERB HOST: uml_VERB or container_VERB
by_kind() { if is_uml "$2"; then "uml_$1" "$2"; else "container_$1" "$2"; fi; }

host_state() { by_kind state "$1"; }

host_start() { switch_power start "$1"; }

# no shutdown: power off
host_kill() { switch_power kill "$1"; }

# Off takes several steps (disks.sh): an on between them would start the node without its disk.
switch_power() {
  (
    { exec 8>"$LAB_STATE/power-$2" && flock -w 60 8; } || lock_timeout
    by_kind "$1" "$2" 8>&-
  )
}

host_remove() { by_kind remove "$1"; }

# require_pairs GROUP N
require_pairs() {
  local most=$(($(hosts_in "$1" | wc -l) / 2))
  [[ $2 =~ ^[1-9]$ && $2 -le $most ]] || die "$EX_USAGE" "how many pairs? 1 to $most"
}

# for_each COMMAND HOST...: the command for every host at once; fails when one fails
for_each() {
  local command=$1 host job jobs='' failed=0
  shift
  for host in "$@"; do
    "$command" "$host" &
    jobs+=" $!"
  done
  for job in $jobs; do wait "$job" || failed=1; done
  return "$failed"
}

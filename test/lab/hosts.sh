# shellcheck shell=bash
# The hosts: name, last octet, role. docker-compose.test.yml holds the same addresses.

host_table() {
  cat <<'TABLE'
lb01 11 node
lb02 12 node
web01 21 web
web02 22 web
TABLE
}

all_hosts() { host_table | cut -d ' ' -f 1; }

# bare nodes: what tests change, and what `reset` makes new by default
node_hosts() { host_table | awk '$3 == "node" { print $1 }'; }

host_ip() { host_table | awk -v host="$1" -v net="$LAB_NET" '$1 == host { print net "." $2 }'; }

host_role() { host_table | awk -v host="$1" '$1 == host { print $3 }'; }

container_of() { printf '%s-%s\n' "$LAB_PROJECT" "$1"; }

require_hosts() {
  local host
  [ $# -gt 0 ] || die "$EX_USAGE" "which host? one of: $(all_hosts | xargs)"
  for host in "$@"; do
    [ -n "$(host_ip "$host")" ] || die "$EX_USAGE" "no such host: $host (there are: $(all_hosts | xargs))"
  done
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

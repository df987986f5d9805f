# shellcheck shell=bash
# The hosts as containers: made, started, removed.

compose() {
  local command=(docker-compose)
  if docker compose version >/dev/null 2>&1; then command=(docker compose); fi
  LAB_NODE_IMAGE=$(image_name node) LAB_WEB_IMAGE=$(image_name web) LAB_DISKS=$DISKS LAB_RHEL_IMAGE=$(image_name rhel) \
    LAB_NODE11_IMAGE=$(image_name node11) LAB_NODE13_IMAGE=$(image_name node13) \
    timeout 60 "${command[@]}" -p "$LAB_PROJECT" -f "$LAB_DIR/../../docker-compose.test.yml" "$@" 9>&-
}

container_state() {
  local state
  state=$(timeout 5 docker inspect -f '{{.State.Status}}' "$(container_of "$1")" 2>/dev/null) || state=absent
  printf '%s\n' "$state"
}

container_is_current() {
  [ "$(timeout 5 docker inspect -f '{{.Config.Image}}' "$(container_of "$1")" 2>/dev/null)" = "$(image_name "$(host_role "$1")")" ]
}

containers_create() {
  [ $# -gt 0 ] || return 0
  local log=$LAB_CACHE/compose-$1.log tries=0
  # It also looks at all other hosts of the project, and fails when one of them is being reset at that moment.
  until compose up --no-start --no-recreate "$@" >"$log" 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 4 ] || { tail -5 "$log" >&2; return 1; }
    sleep 0.5
  done
  for_each container_second_card "$@" && for_each container_seed "$@" && for_each disk_make "$@"
}

container_second_card() {
  local octet
  octet=$(second_octet "$1")
  [ -z "$octet" ] && return
  network2_ready && timeout 20 docker network connect --ip "$LAB_NET2.$octet" "$NETWORK2" "$(container_of "$1")"
}

container_seed() { seed "$1" | timeout 20 docker cp - "$(container_of "$1"):/"; }

container_start() { disk_attach "$1" && timeout 30 docker start "$(container_of "$1")" >/dev/null; }

# First the network, so that nobody hears of the end; then the disk; what still runs cannot write any more.
container_kill() {
  local pid
  pid=$(timeout 5 docker inspect -f '{{.State.Pid}}' "$(container_of "$1")" 2>/dev/null) || return
  [ "$pid" -ne 0 ] || return
  [ "$(id -u)" -ne 0 ] || nsenter -t "$pid" -n ip link set eth0 down || return
  disk_cut "$1" && timeout 20 docker kill -s KILL "$(container_of "$1")" >/dev/null && disk_detach "$1"
}

container_kill_sshd() { timeout 5 docker exec "$(container_of "$1")" sh -c "$KILL_SSHD"; }

container_remove() {
  timeout 30 docker rm -fv "$(container_of "$1")" >/dev/null 2>&1 || true
  disk_remove "$1"
}

# All of the project, whichever clone or older version of the lab made it.
project_remove() {
  local ids network
  uml_sweep
  ids=$(timeout 10 docker ps -aq --filter "name=^/?$LAB_PROJECT-" | tr '\n' ' ')
  # shellcheck disable=SC2086 # a list of ids
  [ -z "$ids" ] || timeout 60 docker rm -fv $ids >/dev/null || return
  # shellcheck disable=SC2046 # a list of hosts
  for_each disk_remove $(hosts_in pairs) || return
  for network in "$LAB_PROJECT" "$NETWORK2"; do
    timeout 10 docker network inspect "$network" >/dev/null 2>&1 || continue
    timeout 20 docker network rm "$network" >/dev/null || return
  done
  bridge_remove
}

# shellcheck shell=bash
# What "up" means: pinned SSH, sudo, a settled systemd, answering web servers.

lab_ssh() { timeout "${SSH_LIMIT:-10}" ssh -F "$LAB_RUN/ssh_config" "$@" </dev/null 9>&-; }

ssh_works() { [ -f "$LAB_RUN/ssh_config" ] && lab_ssh "$1" sudo -n true >/dev/null 2>&1; }

systemd_state() { lab_ssh "$1" systemctl is-system-running 2>/dev/null; }

web_answers() {
  local body
  # shellcheck disable=SC2016 # the inner shell expands it
  body=$(timeout 3 bash -c 'exec 3<>"/dev/tcp/$1/80" && printf "GET / HTTP/1.0\r\n\r\n" >&3 && tail -1 <&3' - "$(host_ip "$1")" 2>/dev/null)
  [ "$body" = "$1" ]
}

# One login, which waits until systemd has settled.
host_is_ready() {
  lab_ssh "$1" 'systemctl is-system-running --wait && sudo -n true' >/dev/null 2>&1 &&
    { [ "$(host_role "$1")" != web ] || web_answers "$1"; }
}

host_is_healthy() { by_kind is_current "$1" && host_is_ready "$1"; }

not_ready() {
  warn "$1: not ready after $2 s (it is $(host_state "$1"), systemd $(systemd_state "$1"))"
  # shellcheck disable=SC2016 # it is for the host
  lab_ssh "$1" 'for unit in $(systemctl --failed --no-legend --plain | cut -d " " -f 1); do sudo journalctl -b -q --no-pager -n 8 -u "$unit"; done' >&2
}

wait_ready() {
  local limit=60
  ! is_uml "$1" || limit=150
  local end=$((SECONDS + limit))
  until host_is_ready "$1"; do
    [ "$SECONDS" -lt "$end" ] || { not_ready "$1" "$limit"; return 1; }
    sleep 0.3
  done
}

# the hosts of the plain `up`
lab_is_healthy() {
  local hosts
  hosts=$(hosts_in base)
  # shellcheck disable=SC2086 # a list of hosts
  engine_answers && network_is_local && for_each host_is_healthy $hosts
}

status_line() {
  local state ssh=no systemd=-
  state=$(host_state "$1")
  if [ "$state" = running ] && ssh_works "$1"; then
    ssh=ok
    systemd=$(systemd_state "$1")
  fi
  printf '%-8s %-16s %-10s %-5s %s\n' "$1" "$(host_ip "$1")" "$state" "$ssh" "$systemd"
  [ "$ssh $systemd" = "ok running" ] && { [ "$(host_role "$1")" != web ] || web_answers "$1"; }
}

# shellcheck shell=bash
# Faults on demand: the controller loses a host, a host loses its sshd. (Power: `kill` of its kind.)

fault_rules() {
  printf 'OUTPUT -o %s -d %s\n' "$LAB_BRIDGE" "$(host_ip "$1")"
  printf 'INPUT -i %s -s %s\n' "$LAB_BRIDGE" "$(host_ip "$1")"
}

# By the host's own address: traffic between the hosts, and to a VIP it holds, goes on.
cut_host() {
  local rule
  has iptables || die "$EX_UNAVAILABLE" "cut needs iptables"
  heal_host "$1"
  # shellcheck disable=SC2086 # rule is a list of arguments
  fault_rules "$1" | while read -r rule; do iptables -w 5 -I $rule -j DROP || return; done
}

heal_host() {
  local rule
  has iptables || return 0
  # shellcheck disable=SC2086
  fault_rules "$1" | while read -r rule; do
    while iptables -w 5 -D $rule -j DROP 2>/dev/null; do :; done
  done
}

# The listener first (the oldest), then every session: no session says goodbye, what it ran may run on. Debian's systemd
# starts the listener again at once; resetting its counter keeps that so, however often it is killed.
export KILL_SSHD='pkill -KILL -x sshd; systemctl reset-failed ssh.service'

kill_sshd() { by_kind kill_sshd "$1"; }

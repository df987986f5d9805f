# shellcheck shell=bash
# Faults on demand: the controller loses a host, a host loses power.

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

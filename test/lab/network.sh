# shellcheck shell=bash
# The lab's bridge, and the promise that its addresses are nobody else's.

bridge_remove() { [ ! -d "/sys/class/net/$LAB_BRIDGE" ] || ip link delete "$LAB_BRIDGE" 2>/dev/null || true; }

# The lab never sends a packet to a network that this machine already reaches by another way.
network_is_free() {
  local taken
  taken=$(ip -4 route show | grep -E "^${LAB_NET//./\\.}\.[0-9]" | grep -v "dev $LAB_BRIDGE" || true)
  [ -z "$taken" ] || die "$EX_UNAVAILABLE" "$LAB_NET.0/24 is in use here ($taken); choose another network of RFC 5737 with LAB_NET"
}

network_is_local() { ip -4 route get "$LAB_NET.11" 2>/dev/null | grep -q "dev $LAB_BRIDGE"; }

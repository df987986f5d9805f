# shellcheck shell=bash
# The lab's bridges, and the promise that their addresses are nobody else's.

NETWORK2=$LAB_PROJECT-2

bridge_remove() {
  local bridge
  for bridge in "$LAB_BRIDGE" "$LAB_BRIDGE2"; do
    [ ! -d "/sys/class/net/$bridge" ] || ip link delete "$bridge" 2>/dev/null || true
  done
}

# The lab never sends a packet to a network that this machine already reaches by another way.
network_is_free() {
  local taken
  taken=$(ip -4 route show | grep -E "^${LAB_NET//./\\.}\.[0-9]" | grep -v "dev $LAB_BRIDGE" || true)
  [ -z "$taken" ] || die "$EX_UNAVAILABLE" "$LAB_NET.0/24 is in use here ($taken); choose another network of RFC 5737 with LAB_NET"
}

network_is_local() { ip -4 route get "$LAB_NET.11" 2>/dev/null | grep -q "dev $LAB_BRIDGE"; }

# LAB_NET2.192/26, made when the first host with a second card is; where two start at once, the other one may have made it.
network2_ready() {
  local taken
  timeout 10 docker network inspect "$NETWORK2" >/dev/null 2>&1 && return
  taken=$(ip -4 route show | grep -E "^${LAB_NET2//./\\.}\.[0-9]" | grep -v "dev $LAB_BRIDGE2" || true)
  [ -z "$taken" ] || die "$EX_UNAVAILABLE" "$LAB_NET2.192/26 is in use here ($taken); choose another network of RFC 5737 with LAB_NET2"
  timeout 20 docker network create --driver bridge --opt "com.docker.network.bridge.name=$LAB_BRIDGE2" \
    --opt com.docker.network.bridge.enable_ip_masquerade=false \
    --subnet "$LAB_NET2.192/26" --gateway "$LAB_NET2.193" "$NETWORK2" >/dev/null 2>&1 ||
    timeout 10 docker network inspect "$NETWORK2" >/dev/null
}

# shellcheck shell=bash
# Kernel and disk of the User-Mode Linux nodes: made from the node image, once per content.

UML_DIR=$LAB_DIR/uml
UML_CACHE=$LAB_CACHE/uml

uml_hash() { { image_hash && cat "$UML_DIR"/*; } | sha256sum | cut -c 1-12; }

uml_base() { printf '%s/base-%s\n' "$UML_CACHE" "$(uml_hash)"; }

uml_is_possible() {
  [ "$(uname -m)" = x86_64 ] || die "$EX_UNAVAILABLE" "uml: Debian has User-Mode Linux for x86_64 only, this is $(uname -m)"
  [ "$(id -u)" -eq 0 ] || die "$EX_UNAVAILABLE" "uml: only root can attach User-Mode Linux to the lab's bridge"
  [ -c /dev/net/tun ] || die "$EX_UNAVAILABLE" "uml: /dev/net/tun is missing here, so that no tap can be made"
  may_make_taps || die "$EX_UNAVAILABLE" "uml: CAP_NET_ADMIN is missing here, so that no tap can be made"
  has mkfs.ext4 && return
  may_install || die "$EX_UNAVAILABLE" "uml: mkfs.ext4 is missing (e2fsprogs)"
  apt_install e2fsprogs
}

may_make_taps() { ip tuntap add dev "${UML_TAP}probe" mode tap && ip link delete "${UML_TAP}probe"; }

uml_image_ready() {
  local log=$LAB_CACHE/uml.log base
  base=$(uml_base)
  [ -f "$base/linux.uml" ] && return
  say "building the kernel and the disk of the UML nodes"
  rm -rf "$UML_CACHE"/new "$UML_CACHE"/base-*
  uml_image_build >"$log" 2>&1 && mv "$UML_CACHE/new" "$base" && return
  tail -15 "$log" >&2
  die "$EX_FAILED" "the UML nodes' disk could not be made; log: $log"
}

uml_image_build() {
  local new=$UML_CACHE/new box=$LAB_PROJECT-uml-export tag
  tag=$LAB_PROJECT/uml:$(uml_hash)
  timeout 600 docker build --network host --build-arg "BASE=$BASE_IMAGE" --build-arg "NODE=$(image_name node)" \
    --tag "$tag" "$UML_DIR" 9>&- || return
  mkdir -p "$new/root"
  docker rm -f "$box" 2>/dev/null
  timeout 20 docker create --name "$box" --network none "$tag" || return
  timeout 120 docker export "$box" | tar -x -C "$new/root" || return
  docker rm "$box" || return
  rm -f "$new/root/.dockerenv"
  mv "$new/root/lab/uml/linux.uml" "$new/root/lab/uml/xstate.so" "$new/" || return
  # sparse: what is not used takes no room. Nothing left to initialise: no writes of its own at run time.
  mkfs.ext4 -q -F -m 0 -E lazy_itable_init=0,lazy_journal_init=0 -d "$new/root" "$new/root.img" 2G || return
  rm -rf "$new/root"
}

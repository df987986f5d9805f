# shellcheck shell=bash
# Kernel and disk of the User-Mode Linux nodes: made from the node image, once per content.

UML_DIR=$LAB_DIR/uml
UML_KERNEL_DIR=$LAB_DIR/uml-kernel
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
  timeout 600 docker build --network host --build-arg "BASE=$(base_image bookworm)" --build-arg "NODE=$(image_name node)" \
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

# uml_kernel BASE: the kernel that `uml kernel` has made for this base, else Debian's own
uml_kernel() {
  local own
  own=$(uml_own_kernel "$1")
  if [ -x "$own" ]; then echo "$own"; else echo "$1/linux.uml"; fi
}

uml_own_kernel() {
  printf '%s/linux-%s-%s\n' "$UML_CACHE" "$("$1/linux.uml" --version)" "$(cat "$UML_KERNEL_DIR"/* | sha256sum | cut -c 1-12)"
}

# Under no lock: it takes minutes, and is in nobody's way.
uml_kernel_make() {
  local log=$LAB_CACHE/uml-kernel.log base own box=$LAB_PROJECT-uml-kernel
  uml_is_possible
  base=$(uml_base)
  require_lab
  [ -f "$base/linux.uml" ] || die "$EX_UNAVAILABLE" "no nodes yet that could use it: lab uml up"
  own=$(uml_own_kernel "$base")
  [ ! -x "$own" ] || { say "already there: $own"; return; }
  say "building a kernel, some minutes"
  timeout 3600 docker build --network host --build-arg "BASE=$(base_image bookworm)" --tag "$box" "$UML_KERNEL_DIR" >"$log" 2>&1 &&
    uml_kernel_take "$box" "$own" >>"$log" 2>&1 && say "nodes have it from their next start: lab reset u1a u1b" && return
  tail -15 "$log" >&2
  die "$EX_FAILED" "the kernel could not be built; log: $log"
}

uml_kernel_take() {
  docker rm -f "$1" 2>/dev/null
  docker create --name "$1" --network none "$1" true && docker cp "$1:/lab/linux.uml" "$2.new" || return
  docker rm "$1" && docker image rm "$1" && mv "$2.new" "$2"
}

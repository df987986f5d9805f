# shellcheck shell=bash
# The hosts' images, tagged by a hash of their inputs: built once per content, by whichever clone comes first.

IMAGE_DIR=$LAB_DIR/image
RHEL_DIR=$LAB_DIR/image-rhel

image_hash() { (cd "$IMAGE_DIR" && sha256sum ./* | sha256sum | cut -c 1-12); }

image_name() {
  local hash
  if [ "$1" = rhel ]; then hash=$(image_hash)-$(cat "$RHEL_DIR"/* | sha256sum | cut -c 1-6); else hash=$(image_hash); fi
  printf '%s/%s:%s\n' "$LAB_PROJECT" "$1" "$hash"
}

image_exists() { timeout 10 docker image inspect "$1" >/dev/null 2>&1; }

base_image() { printf '%s/base:%s\n' "$LAB_PROJECT" "$1"; }

# Debian's name of the release that a role's image is made of
suite_of() {
  case $1 in
    node11) echo bullseye ;;
    node13) echo trixie ;;
    *) echo bookworm ;;
  esac
}

# image_ready ROLE...
image_ready() {
  local role
  for role in "$@"; do
    image_exists "$(image_name "$role")" && continue
    image_handed && image_exists "$(image_name "$role")" && continue
    [ "$role" != rhel ] || image_ready node
    base_ready "$(suite_of "$role")"
    say "building the $role image"
    image_build "$role"
  done
}

# Those that `site up` has put there: a site has no way to a mirror.
image_handed() { [ -f "$LAB_CACHE/images.tar" ] && timeout 120 docker load -q -i "$LAB_CACHE/images.tar" >/dev/null 2>&1; }

image_build() {
  local log=$LAB_CACHE/build-$1.log from
  case $1 in
    rhel) from=(--build-arg "NODE=$(image_name node)" "$RHEL_DIR") ;;
    web) from=(--target web "$IMAGE_DIR") ;;
    *) from=(--target node "$IMAGE_DIR") ;;
  esac
  timeout 900 docker build --network host --build-arg "BASE=$(base_image "$(suite_of "$1")")" \
    --tag "$(image_name "$1")" "${from[@]}" >"$log" 2>&1 9>&- && return
  tail -15 "$log" >&2
  die "$EX_FAILED" "the $1 image did not build; log: $log"
}

# base_ready SUITE
base_ready() {
  image_exists "$(base_image "$1")" && return
  if base_pull "$1"; then return; fi
  has mmdebstrap || die "$EX_UNAVAILABLE" "no registry answers, and mmdebstrap (Debian) is not installed: no base image"
  base_bootstrap "$1"
}

base_pull() {
  timeout 5 getent hosts registry-1.docker.io >/dev/null || return
  say "pulling debian:$1"
  timeout 60 docker pull -q "debian:$1" >/dev/null 2>&1 && docker tag "debian:$1" "$(base_image "$1")"
}

base_bootstrap() {
  local tar=$LAB_CACHE/base-$1.tar log=$LAB_CACHE/base.log
  if [ ! -f "$tar" ]; then
    say "bootstrapping Debian $1"
    rm -f "$LAB_CACHE"/new-*.tar
    timeout 300 mmdebstrap --variant=minbase "$1" "$LAB_CACHE/new-$1.tar" >"$log" 2>&1 ||
      die "$EX_FAILED" "mmdebstrap failed; log: $log"
    mv "$LAB_CACHE/new-$1.tar" "$tar"
  fi
  timeout 120 docker import "$tar" "$(base_image "$1")" >/dev/null
}

# shellcheck shell=bash
# The hosts' images, tagged by a hash of their inputs: built once per content, by whichever clone comes first.

IMAGE_DIR=$LAB_DIR/image
SUITE=bookworm
BASE_IMAGE=$LAB_PROJECT/base:$SUITE

image_hash() { (cd "$IMAGE_DIR" && sha256sum ./* | sha256sum | cut -c 1-12); }

image_name() { printf '%s/%s:%s\n' "$LAB_PROJECT" "$1" "$(image_hash)"; }

image_exists() { timeout 10 docker image inspect "$1" >/dev/null 2>&1; }

image_ready() {
  local role
  for role in node web; do
    image_exists "$(image_name $role)" && continue
    base_ready
    say "building the $role image"
    image_build "$role"
  done
}

image_build() {
  local log=$LAB_CACHE/build.log
  timeout 600 docker build --network host --build-arg "BASE=$BASE_IMAGE" --target "$1" \
    --tag "$(image_name "$1")" "$IMAGE_DIR" >"$log" 2>&1 9>&- && return
  tail -15 "$log" >&2
  die "$EX_FAILED" "the $1 image did not build; log: $log"
}

base_ready() {
  image_exists "$BASE_IMAGE" && return
  if base_pull; then return; fi
  has mmdebstrap || die "$EX_UNAVAILABLE" "no registry answers, and mmdebstrap (Debian) is not installed: no base image"
  base_bootstrap
}

base_pull() {
  timeout 5 getent hosts registry-1.docker.io >/dev/null || return
  say "pulling debian:$SUITE"
  timeout 60 docker pull -q "debian:$SUITE" >/dev/null 2>&1 && docker tag "debian:$SUITE" "$BASE_IMAGE"
}

base_bootstrap() {
  local tar=$LAB_CACHE/base-$SUITE.tar log=$LAB_CACHE/base.log
  if [ ! -f "$tar" ]; then
    say "bootstrapping Debian $SUITE"
    rm -f "$LAB_CACHE"/new-*.tar
    timeout 300 mmdebstrap --variant=minbase "$SUITE" "$LAB_CACHE/new-$SUITE.tar" >"$log" 2>&1 ||
      die "$EX_FAILED" "mmdebstrap failed; log: $log"
    mv "$LAB_CACHE/new-$SUITE.tar" "$tar"
  fi
  timeout 120 docker import "$tar" "$BASE_IMAGE" >/dev/null
}

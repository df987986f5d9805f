# shellcheck shell=bash
# What the lab needs on the controller, and how to get it.

has() { command -v "$1" >/dev/null 2>&1; }

has_compose() { has docker-compose || docker compose version >/dev/null 2>&1; }

may_install() { [ "$(id -u)" -eq 0 ] && has apt-get && grep -qiE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release; }

missing_packages() {
  has ssh || echo openssh-client
  has ip || echo iproute2
  has_compose || echo docker-compose
  engine_answers && return
  has dockerd || echo docker.io
  has iptables || echo iptables
  has mmdebstrap || echo mmdebstrap
}

tools_ready() {
  local packages
  packages=$(missing_packages | tr '\n' ' ')
  [ -n "$packages" ] || return 0
  if engine_answers || ! may_install; then
    die "$EX_UNAVAILABLE" "missing here: $packages(Debian names; any running Docker engine with Compose will do). Install, then retry."
  fi
  say "installing $packages"
  apt_install "$packages"
}

apt_install() {
  local log=$LAB_CACHE/apt.log
  # shellcheck disable=SC2086 # a list of package names
  if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $1; } >"$log" 2>&1; then
    tail -5 "$log" >&2
    die "$EX_UNAVAILABLE" "could not install: $1(log: $log)"
  fi
}

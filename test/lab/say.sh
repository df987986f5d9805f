# shellcheck shell=bash
# Timed progress lines, and the way out.

say() { printf 'lab %3ds  %s\n' "$SECONDS" "$*"; }

warn() { printf 'lab: %s\n' "$*" >&2; }

# die CODE MESSAGE...
die() {
  local code=$1
  shift
  warn "$@"
  exit "$code"
}

# shellcheck shell=bash
# Who may change what at the same time, whichever clone it comes from: one change of the whole lab, or changes of
# different hosts side by side.

lock_lab() {
  lock_directory
  exec 9>"$LAB_CACHE/lock"
  flock -w 180 9 || lock_timeout
}

lock_hosts() {
  local host fd
  lock_directory
  exec 9>"$LAB_CACHE/lock"
  flock -s -w 180 9 || lock_timeout
  for host in $(printf '%s\n' "$@" | sort -u); do
    exec {fd}>"$LAB_CACHE/lock-$host"
    flock -w 180 "$fd" || lock_timeout
  done
}

lock_site() {
  lock_directory
  exec 9>"$LAB_CACHE/lock-site-$1"
  flock -w 180 9 || lock_timeout
}

lock_directory() { mkdir -p "$LAB_STATE" "$LAB_CACHE"; }

lock_timeout() { die "$EX_UNAVAILABLE" "another lab command has been at work for three minutes"; }

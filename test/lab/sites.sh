# shellcheck shell=bash
# Sites: a whole further lab beside this machine's own, with the same names and addresses, for tests side by side. A site has a
# network, processes and mounts of its own (namespaces(7)), and in them an engine of its own. What runs in it sees no other lab.

site_cache() { echo "$LAB_CACHE/sites/$1"; }

# How its first process is called; when that one ends, all of the site does (pid_namespaces(7)).
site_name() { echo "$LAB_PROJECT-site-$1"; }

# site_pid SITE: of its first process; fails where it is not up
site_pid() {
  local pid
  pid=$(cat "$LAB_STATE/site-$1.pid" 2>/dev/null) && site_is "$1" "$pid" && echo "$pid"
}

# site_is SITE PID: it has got as far as to be called so
site_is() {
  local called
  read -r -d '' called <"/proc/$2/cmdline" && [ "$called" = "$(site_name "$1")" ]
} 2>/dev/null

site_up() {
  [ "$(id -u)" -eq 0 ] || die "$EX_UNAVAILABLE" "a site needs root"
  require_lab
  # One that another clone has made has its keys there, not here.
  if ! { site_pid "$1" >/dev/null && site_run "$1" mountpoint -q "$LAB_RUN"; }; then
    site_down "$1"
    say "starting site $1"
    mkdir -p "$(site_cache "$1")" "$LAB_RUN"
    site_hold "$1" || die "$EX_UNAVAILABLE" "no namespaces for site $1; log: $LAB_STATE/site-$1.log"
  fi
  site_images "$1" || die "$EX_FAILED" "the images could not be handed to site $1"
  site_run "$1" bash "$LAB_DIR/lab" up
}

# image.sh takes them from there.
site_images() {
  local images
  images=("$(image_name node)" "$(image_name web)")
  site_run "$1" timeout 10 docker image inspect "${images[@]}" >/dev/null 2>&1 ||
    timeout 120 docker save -o "$(site_cache "$1")/images.tar" "${images[@]}"
}

# Its first process does nothing; its number out here is written when all is in place.
site_hold() {
  export -f site_mounts
  # shellcheck disable=SC2016 # it is for the inner shell
  setsid unshare --net --mount --pid --fork --kill-child --mount-proc --propagation private bash -c '
    set -e
    site_mounts "$1"
    ip link set lo up
    exec -a "$2" sleep infinity' site "$(site_cache "$1")" "$(site_name "$1")" \
    >"$LAB_STATE/site-$1.log" 2>&1 </dev/null 9>&- &
  local outer=$! pid
  for _ in $(seq 100); do
    [ -d "/proc/$outer" ] || return
    read -r pid _ <"/proc/$outer/task/$outer/children"
    if site_is "$1" "$pid"; then echo "$pid" >"$LAB_STATE/site-$1.pid"; return; fi
    sleep 0.1
  done
  kill "$outer"
  return 1
}

# site_mounts CACHE: nothing of the other labs, and /sys of the new network (sysfs(5))
site_mounts() {
  awk '{ print $2 }' /proc/self/mounts | grep -E "^($LAB_STATE|$LAB_CACHE)/" | sort -r | xargs -r -n 1 umount -l
  mount --bind "$1" "$LAB_CACHE"
  mount -t tmpfs -o mode=0700 tmpfs "$LAB_RUN"
  mount -t tmpfs -o mode=0755 tmpfs /run
  mkdir /run/lock /run/cgroup
  mount --rbind /sys/fs/cgroup /run/cgroup
  mount -t sysfs sysfs /sys
  mount --rbind /run/cgroup /sys/fs/cgroup
  umount -l /run/cgroup
}

# site_run SITE COMMAND...: in this directory
site_run() {
  local pid
  pid=$(site_pid "$1") || die "$EX_UNAVAILABLE" "site $1 is not up: lab site $1 up"
  shift
  nsenter -t "$pid" --net --mount --pid --wd="$PWD" -- "$@" 9>&-
}

site_down() {
  local pid end=$((SECONDS + 10))
  if pid=$(site_pid "$1"); then
    kill -KILL "$pid"
    while [ -d "/proc/$pid" ] && [ "$SECONDS" -lt "$end" ]; do sleep 0.1; done
  fi
  rm -rf "$(site_cache "$1")" "$LAB_STATE/site-$1".{pid,log}
}

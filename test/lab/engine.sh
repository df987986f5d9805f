# shellcheck shell=bash
# The container engine: the one that runs, or a dockerd of the lab's own.
# Everything of our own engine carries $LAB_STATE in its command line or $LAB_PROJECT in its cgroup: that is
# how a later `up`, perhaps from another clone, finds what a kill left behind.

ENGINE_ROOT=$LAB_CACHE/engine
ENGINE_LOG=$LAB_STATE/dockerd.log

engine_answers() { timeout 5 docker version >/dev/null 2>&1; }

# "pid command line" of every engine process; a zombie has no command line and does not count
engine_processes() {
  local dir line
  for dir in /proc/[0-9]*; do
    case $(cat "$dir/comm" 2>/dev/null) in
      dockerd | containerd | containerd-shim*) line=$(tr '\0' ' ' <"$dir/cmdline" 2>/dev/null) ;;
      *) continue ;;
    esac
    [ -z "$line" ] || printf '%s %s\n' "${dir#/proc/}" "$line"
  done
}

own_engine_pids() { engine_processes | grep -F " $LAB_STATE/" | cut -d ' ' -f 1; }

foreign_engine_pid() { engine_processes | grep -vF " $LAB_STATE/" | awk '$2 ~ /dockerd$/ { print $1; exit }'; }

own_container_pids() { grep -lsE ":/$LAB_PROJECT/" /proc/[0-9]*/cgroup | cut -d / -f 3 || true; }

# Own options instead of the distribution's: no default bridge, no packet filter rules, no forwarding, so that
# the engine leaves the machine's network as it was and the lab has no way out.
engine_start() {
  mkdir -p "$ENGINE_ROOT"
  echo '{}' >"$LAB_STATE/daemon.json"
  raise_inotify_limit
  setsid nohup dockerd --config-file "$LAB_STATE/daemon.json" --data-root "$ENGINE_ROOT" \
    --exec-root "$LAB_STATE/exec" --pidfile "$LAB_STATE/dockerd.pid" --cgroup-parent "/$LAB_PROJECT" \
    --bridge none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
    >"$ENGINE_LOG" 2>&1 </dev/null 9>&- &
  local end=$((SECONDS + 30))
  until engine_answers; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}

# every systemd takes several inotify instances: 128 are too few for a large lab
raise_inotify_limit() {
  local limit=/proc/sys/fs/inotify/max_user_instances
  [ "$(cat $limit)" -lt 1024 ] || return 0
  [ -f "$LAB_STATE/inotify" ] || cp $limit "$LAB_STATE/inotify"
  echo 1024 >$limit
}

engine_ready() {
  engine_answers && return
  if [ -n "$(foreign_engine_pid)" ]; then
    die "$EX_UNAVAILABLE" "a Docker engine runs here (pid $(foreign_engine_pid)) but does not answer this user"
  fi
  [ "$(id -u)" -eq 0 ] || die "$EX_UNAVAILABLE" "no Docker engine answers, and only root can start one"
  engine_sweep
  say "starting dockerd"
  engine_start || die "$EX_FAILED" "dockerd did not start; see $ENGINE_LOG"
}

engine_is_own() { [ -n "$(own_engine_pids)" ]; }

engine_stop() {
  local pid end=$((SECONDS + 15))
  pid=$(cat "$LAB_STATE/dockerd.pid" 2>/dev/null) || return 0
  own_engine_pids | grep -qx "$pid" || return 0
  kill "$pid" 2>/dev/null
  while own_engine_pids | grep -qx "$pid" && [ "$SECONDS" -lt "$end" ]; do sleep 0.1; done
}

# Removes what is left of our own engine, dead or hanging; images survive.
engine_sweep() {
  kill_all own_engine_pids
  kill_all own_container_pids
  awk '{ print $2 }' /proc/self/mounts | grep -E "^($LAB_STATE|$ENGINE_ROOT)(/|$)" | sort -r | xargs -r -n 1 umount -l
  rm -rf "${LAB_STATE:?}/exec" "$LAB_STATE/dockerd.pid" "$ENGINE_ROOT/network/files"
  find /sys/fs/cgroup -depth -path "*/$LAB_PROJECT*" -type d -exec rmdir {} + 2>/dev/null
  bridge_remove
  [ -n "$(engine_processes)" ] || engine_sockets_remove
}

# places that no option moves
engine_sockets_remove() {
  rm -f /run/docker.sock
  find /run/containerd /run/docker -depth \( -type s -o -type d -empty \) -delete 2>/dev/null
}

# kill_all LISTER: again until the lister finds nothing, five seconds at most
kill_all() {
  local pids try
  for try in 1 2 3 4 5 6 7 8 9 10; do
    pids=$("$1")
    [ -n "$pids" ] || return 0
    [ "$try" -eq 1 ] || sleep 0.5
    # shellcheck disable=SC2086 # a list of process ids
    kill -9 $pids 2>/dev/null
  done
}

engine_remove() {
  engine_stop
  engine_sweep
  [ ! -f "$LAB_STATE/inotify" ] || cat "$LAB_STATE/inotify" >/proc/sys/fs/inotify/max_user_instances
}

# shellcheck shell=bash
# Nodes with a kernel of their own: User-Mode Linux, one process group each, on a tap of the lab's bridge.
# The disk is the common image plus a copy-on-write file. What a node has synced is in that file; what it has not is in
# the process's memory, and SIGKILL takes it, as a power cut would.

UML_TAP=hadeploy-u
# MiB of each node
UML_MEMORY=320
UML_NODES=$UML_CACHE/nodes

uml_dir() { printf '%s/%s\n' "$UML_NODES" "$1"; }

uml_tap() { printf '%s%s\n' "$UML_TAP" "${1#u}"; }

uml_create() {
  local dir
  dir=$(uml_dir "$1")
  uml_remove "$1"
  mkdir -p "$dir" && mkfifo "$dir/console" && uml_base >"$dir/base" && seed "$1" >"$dir/seed.tar"
}

uml_is_current() { [ "$(cat "$(uml_dir "$1")/base" 2>/dev/null)" = "$(uml_base)" ] && uml_pid "$1" >/dev/null; }

uml_state() {
  if uml_pid "$1" >/dev/null; then
    echo running
  elif [ -d "$(uml_dir "$1")" ]; then
    echo exited
  else
    echo absent
  fi
}

# its process id, as long as that is alive and this node's
uml_pid() {
  local pid
  pid=$(cat "$(uml_dir "$1")/pid" 2>/dev/null) && grep -qzsx "umid=$LAB_PROJECT-$1" "/proc/$pid/cmdline" && echo "$pid"
}

# The address of its network card stays, so that no one's ARP entry goes stale. `reboot` inside starts the kernel again in
# the same process.
uml_start() {
  local dir base kernel mac
  uml_pid "$1" >/dev/null && return
  dir=$(uml_dir "$1")
  base=$(cat "$dir/base" 2>/dev/null) || { warn "no $1 here: lab uml up"; return 1; }
  kernel=$(uml_kernel "$base")
  mac=$(printf '02:75:6d:6c:00:%02x' "$(host_ip "$1" | cut -d . -f 4)")
  uml_tap_ready "$(uml_tap "$1")" || return
  (
    close_inherited
    exec 3<>"$dir/console"
    echo "$BASHPID" >"$dir/pid"
    LD_PRELOAD=$base/xstate.so exec setsid "$kernel" "umid=$LAB_PROJECT-$1" "uml_dir=$UML_NODES/" "mem=${UML_MEMORY}M" \
      "ubd0=$dir/disk.cow,$base/root.img" "ubd1r=$dir/seed.tar" root=/dev/ubda rw \
      "eth0=tuntap,$(uml_tap "$1"),$mac" con0=null,fd:2 con=null ssl=null ssl1=fd:3,null init=/lab/uml/init
  ) </dev/null >>"$dir/console.log" 2>&1 &
}

# no lock of ours may live on in a node
close_inherited() {
  local fd
  for fd in "/proc/$BASHPID/fd/"*; do
    fd=${fd##*/}
    [ "$fd" -le 2 ] || eval "exec $fd>&-"
  done
}

uml_tap_ready() {
  [ -d "/sys/class/net/$1" ] || ip tuntap add dev "$1" mode tap || return
  ip link set dev "$1" master "$LAB_BRIDGE" up
}

uml_kill() {
  local pid
  pid=$(uml_pid "$1") || return 0
  kill -9 -- "-$pid"
  while uml_pid "$1" >/dev/null; do sleep 0.01; done
}

uml_remove() {
  uml_kill "$1"
  [ ! -d "/sys/class/net/$(uml_tap "$1")" ] || ip link delete "$(uml_tap "$1")"
  rm -rf "$(uml_dir "$1")" "${UML_NODES:?}/$LAB_PROJECT-$1"
}

# a line for the shell behind the node's second serial line; needs neither network nor sshd
uml_run() {
  uml_pid "$1" >/dev/null || { warn "$1 does not run"; return 1; }
  printf '%s\n' "$2" >"$(uml_dir "$1")/console"
}

uml_kill_sshd() { uml_run "$1" "$KILL_SSHD"; }

# All of them, whichever clone made them.
uml_sweep() {
  local tap
  kill_all uml_pids
  for tap in /sys/class/net/"$UML_TAP"*; do [ ! -d "$tap" ] || ip link delete "${tap##*/}"; done
  rm -rf "$UML_NODES"
}

uml_pids() { grep -lzs "^umid=$LAB_PROJECT-" /proc/[0-9]*/cmdline | cut -d / -f 3; }

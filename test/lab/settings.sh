# shellcheck shell=bash
# Names, addresses and places of the one lab of this machine.

export LAB_PROJECT=hadeploy-lab
export LAB_BRIDGE=hadeploy-lab0
# RFC 5737. Not 192.0.2.0/24 and not 203.0.113.0/24: our build machines use those themselves (README.md)
export LAB_NET=${LAB_NET:-198.51.100}
# for hosts with two cards: a piece that those machines do not use
export LAB_NET2=${LAB_NET2:-203.0.113} LAB_BRIDGE2=hadeploy-lab1
export LAB_RUN=$LAB_DIR/run

# shared by all clones: what runs (state) and what is worth keeping (cache)
if [ "$(id -u)" -eq 0 ]; then
  LAB_STATE=/run/hadeploy-lab LAB_CACHE=/var/cache/hadeploy-lab
else
  LAB_STATE=${XDG_RUNTIME_DIR:-/tmp}/hadeploy-lab LAB_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/hadeploy-lab
fi
export LAB_STATE LAB_CACHE

[ -f /sys/fs/cgroup/cgroup.controllers ] && export LAB_CGROUP_TARGET=/mnt/host-cgroup:ro

export EX_FAILED=1 EX_USAGE=64 EX_UNAVAILABLE=69

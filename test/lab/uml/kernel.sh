#!/bin/sh
# In the image's first stage: Debian's kernel for user mode, what it needs on a new CPU, and the packages that a node with
# a kernel has more, or can have: SELinux.
set -eu
export DEBIAN_FRONTEND=noninteractive

# download DIRECTORY PACKAGE...
download() {
  directory=$1
  shift
  mkdir -p "$directory/partial"
  apt-get install -qq -y --no-install-recommends --download-only \
    -o Dir::Cache::archives="$directory" -o APT::Sandbox::User=root "$@" >/dev/null
  rm -rf "$directory/partial" "$directory/lock"
}

apt-get update -qq
download /lab/debs kmod
download /lab/selinux selinux-policy-default policycoreutils-python-utils
apt-get install -qq -y --no-install-recommends user-mode-linux gcc libc6-dev >/dev/null
gcc -O2 -Wall -Wextra -Werror -fPIC -shared -o /lab/xstate.so /lab/xstate.c

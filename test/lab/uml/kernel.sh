#!/bin/sh
# In the image's first stage: Debian's kernel for user mode, what it needs on a new CPU, and the packages that a node with
# a kernel has more.
set -eu
export DEBIAN_FRONTEND=noninteractive

mkdir -p /lab/debs/partial
apt-get update -qq
apt-get install -qq -y --no-install-recommends --download-only \
  -o Dir::Cache::archives=/lab/debs -o APT::Sandbox::User=root kmod >/dev/null
apt-get install -qq -y --no-install-recommends user-mode-linux gcc libc6-dev >/dev/null
gcc -O2 -Wall -Wextra -Werror -fPIC -shared -o /lab/xstate.so /lab/xstate.c
rm -rf /lab/debs/partial /lab/debs/lock

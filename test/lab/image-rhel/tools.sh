#!/bin/sh
# In the image's first stage: dnf, rpm and what they need, as Debian packages.
set -eu
export DEBIAN_FRONTEND=noninteractive

mkdir -p /lab/debs/partial
apt-get update -qq
apt-get install -qq -y --no-install-recommends --download-only \
  -o Dir::Cache::archives=/lab/debs -o APT::Sandbox::User=root dnf rpm createrepo-c >/dev/null
rm -rf /lab/debs/partial /lab/debs/lock

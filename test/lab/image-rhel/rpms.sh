#!/bin/sh
# In the image's second stage: a repository of RPMs, one for each Debian package that these need and a bare node lacks.
set -eu
export DEBIAN_FRONTEND=noninteractive
offered="haproxy keepalived nginx socat psmisc ipvsadm kmod logrotate"

# shellcheck disable=SC2086 # a list of package names
wanted=$(apt-get install --simulate --no-install-recommends $offered | awk '$1 == "Inst" { print $2 }')
apt-get install -qq -y --no-install-recommends /lab/debs/*.deb >/dev/null

mkdir -p /opt/lab-rpms
rpmbuild -bb --quiet /lab/rhel/rocky-release.spec
for name in $wanted; do
  sh /lab/rhel/package.sh "$name" "$wanted"
done
find /root/rpmbuild/RPMS -name '*.rpm' -exec mv {} /opt/lab-rpms/ \;
createrepo_c --quiet /opt/lab-rpms

#!/bin/sh
# In the image: dnf with one source comes, Debian's own package manager goes.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get install -qq -y --no-install-recommends /lab/debs/*.deb >/dev/null
rm -rf /lab/debs

# Debian's rpm keeps a database for each user: there it is no system's.
mkdir -p /etc/rpm /etc/yum.repos.d /etc/sysconfig
echo '%_dbpath /var/lib/rpm' >/etc/rpm/macros
rpmdb --initdb
cat >/etc/yum.repos.d/lab.repo <<'REPO'
[lab]
name=The lab's own packages
baseurl=file:///opt/lab-rpms
enabled=1
gpgcheck=0
REPO
dnf -q -y install rocky-release >/dev/null

# nothing here may find Debian's way
rm -rf /usr/bin/apt* /usr/bin/dpkg* /usr/sbin/update-rc.d /etc/apt /var/lib/apt /var/lib/dpkg /opt/lab-repo

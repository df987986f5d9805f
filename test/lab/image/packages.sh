#!/bin/sh
# In the image: what a bare server has, and a local apt repository with what hadeploy installs.
set -eu
export DEBIAN_FRONTEND=noninteractive

repo=/opt/lab-repo
offered="haproxy keepalived psmisc socat nginx ipvsadm kmod logrotate chrony dma"
# netbase: firewalld starts only where /etc/protocols is.
offered="$offered firewalld netbase ufw"
# Debian 11 is only for system A, and its mirror no longer has every file of the MariaDB that it lists.
. /etc/os-release
[ "$VERSION_CODENAME" = bullseye ] || offered="$offered mariadb-server mariadb-backup"

rm -f /usr/sbin/policy-rc.d /etc/apt/apt.conf.d/docker-*
apt-get update -qq
apt-get install -qq -y --no-install-recommends \
  systemd systemd-sysv dbus openssh-server iproute2 procps nftables sudo ca-certificates >/dev/null

mkdir -p "$repo"
# shellcheck disable=SC2086 # a list of package names
apt-get install -qq -y --no-install-recommends --download-only \
  -o Dir::Cache::archives="$repo" -o APT::Sandbox::User=root $offered >/dev/null
rm -rf "$repo/lock" "$repo/partial"

cd "$repo"
for deb in *.deb; do
  dpkg-deb --field "$deb"
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' \
    "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d ' ' -f 1)"
done >Packages

rm -rf /etc/apt/sources.list.d/* /var/lib/apt/lists/* /var/cache/apt/*.bin
echo "deb [trusted=yes] file://$repo ./" >/etc/apt/sources.list
apt-get update -qq

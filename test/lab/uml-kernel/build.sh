#!/bin/sh
# Debian builds user-mode-linux without CONFIG_PROC_EVENTS. The same source, the same configuration but for that, so that
# Debian's modules fit. Drivers and file systems that no node uses are left out: half of the time.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get update -qq
apt-get install -qq -y --no-install-recommends user-mode-linux gcc libc6-dev make flex bison bc perl xz-utils >/dev/null
version=$(linux.uml --version)
package=$(apt-cache madison linux-source-6.1 | awk -v version="$version-" 'index($3, version) == 1 { print $3; exit }')
[ -n "$package" ] || { echo "there is no source package of Linux $version" >&2; exit 1; }

mkdir /lab/source
cd /lab/source
apt-get download -qq -o APT::Sandbox::User=root "linux-source-6.1=$package"
dpkg-deb --fsys-tarfile ./*.deb | tar -xO ./usr/src/linux-source-6.1.tar.xz | tar -xJ --strip-components 1
linux.uml --showconfig >.config
scripts/config -e CONNECTOR -e PROC_EVENTS -e DEBUG_INFO_NONE -d DEBUG_INFO_DWARF_TOOLCHAIN_DEFAULT -d LOCALVERSION_AUTO \
  -d UML_NET_VDE -d UML_NET_PCAP -d UML_NET_VECTOR \
  -d XFS_FS -d BTRFS_FS -d REISERFS_FS -d JFS_FS -d EXT2_FS -d HID -d INPUT
make -s ARCH=um olddefconfig
nice -n 19 make -s ARCH=um -j"$(nproc)" linux
[ "$(./linux --version)" = "$version" ]
strip -o /lab/linux.uml linux
cd /
rm -rf /lab/source

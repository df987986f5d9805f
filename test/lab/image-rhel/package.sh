#!/bin/sh
# package.sh NAME NAMES: an RPM of that Debian package, which requires what it depends on among NAMES, one on each line.
set -eu
name=$1 names=$2
deb=$(find /opt/lab-repo -name "${name}_*.deb")
tree=/tmp/rpm/$name
spec=/tmp/rpm/$name.spec
field() { dpkg-deb --field "$deb" "$1"; }

mkdir -p "$tree"
dpkg-deb -x "$deb" "$tree"
# RHEL has no /lib of its own, no sysv scripts and other units
if [ -d "$tree/lib" ]; then
  mkdir -p "$tree/usr"
  cp -a "$tree/lib" "$tree/usr/"
  rm -r "${tree:?}/lib"
fi
rm -rf "$tree/etc/init.d" "$tree/etc/default" "$tree/usr/share/doc" "$tree/usr/share/man" "$tree/usr/share/lintian"
find "$tree/usr" -depth -type d -empty -delete
for unit in /lab/rhel/*.service; do
  debian=$tree/usr/lib/systemd/system/${unit##*/}
  [ ! -f "$debian" ] || cp "$unit" "$debian"
done

# 1:2.2.7-1+b2 is version 2.2.7, release 1+b2
version=$(field Version)
version=${version#*:}
release=1
case $version in *-*) release=${version##*-} version=${version%-*} ;; esac

requires() {
  field Depends | sed 's/([^)]*)//g; s/:any//g; s/[,|]/\n/g' | tr -d ' ' | sort -u | while read -r one; do
    if printf '%s\n' "$names" | grep -qFx "$one"; then echo "Requires: $one"; fi
  done
}

# who a service runs as: on Debian its package's own script makes that user
user() {
  case $name in
    haproxy) echo 'getent passwd haproxy >/dev/null || useradd -r -d /var/lib/haproxy -s /usr/sbin/nologin haproxy' ;;
    nginx-common) echo 'getent passwd nginx >/dev/null || useradd -r -d /var/lib/nginx -s /usr/sbin/nologin nginx' ;;
  esac
}

files() {
  (cd "$tree" && find . -mindepth 1 -type d -empty -printf '%%dir "/%P"\n' -o ! -type d -printf '"/%P"\n') |
    sed 's,^"/etc/,%config(noreplace) "/etc/,'
}

{
  cat <<SPEC
%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
Name: $name
Version: $(echo "$version" | tr - .)
Release: $release
Summary: Debian's $name for the lab
License: as in Debian
AutoReqProv: no
SPEC
  requires
  cat <<SPEC
%description
Debian's $name.
%install
mkdir -p %{buildroot}
cp -a $tree/. %{buildroot}/
SPEC
  if [ -n "$(user)" ]; then
    echo %pre
    user
  fi
  cat <<'SPEC'
%post
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
%files
%defattr(-,root,root)
SPEC
  files
} >"$spec"
rpmbuild -bb --quiet "$spec"

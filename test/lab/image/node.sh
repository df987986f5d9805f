#!/bin/sh
# In the image: users, sshd and identity of a lab host. Keys and the password arrive with each container.
set -eu

useradd -m -u 1000 -s /bin/bash ops
useradd -m -u 1001 -s /bin/bash -G sudo opspw
useradd -m -u 1002 -s /bin/bash nosudo
echo 'ops ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/ops
chmod 0440 /etc/sudoers.d/ops

cat >/etc/ssh/sshd_config.d/lab.conf <<'CONF'
HostKey /etc/ssh/ssh_host_ed25519_key
AuthorizedKeysFile /etc/ssh/lab_authorized_keys
PasswordAuthentication no
PermitRootLogin no
UseDNS no
MaxStartups 100
CONF
rm -f /etc/ssh/ssh_host_*

: >/etc/machine-id
chmod 0755 /lab/init
systemctl enable --quiet ssh
systemctl mask --quiet getty.target systemd-firstboot.service
# Nothing here has a disk to be found: each daemon-reload would start a dozen processes for nothing. The same goes for a
# user manager at every login of ours. Some packages have only an init script (ipvsadm): that generator stays.
mkdir -p /etc/systemd/system-generators
for generator in /lib/systemd/system-generators/*; do
  [ "${generator##*/}" = systemd-sysv-generator ] || ln -s /dev/null "/etc/systemd/system-generators/${generator##*/}"
done
systemctl mask --quiet user@.service

# What wakes up at an hour of its own changes what a test compares, and holds apt's lock.
for timer in /etc/systemd/system/timers.target.wants/*; do
  systemctl disable --quiet "${timer##*/}"
done

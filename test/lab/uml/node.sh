#!/bin/sh
# In the image of a User-Mode Linux node.
set -eu

dpkg -i /lab/uml/*.deb >/dev/null
rm /lab/uml/*.deb
depmod "$(ls /usr/lib/modules)"
chmod 0755 /lab/uml/init

# A way in that needs no sshd: the lab writes commands to this line (uml.sh).
cat >/etc/systemd/system/lab-console.service <<'UNIT'
[Unit]
Description=The lab's own way in
DefaultDependencies=no
Conflicts=shutdown.target

[Service]
ExecStart=/bin/sh
StandardInput=file:/dev/ttyS1
StandardOutput=null
StandardError=null
Restart=always

[Install]
WantedBy=sysinit.target
UNIT
systemctl enable --quiet lab-console

# seconds of every boot, for nothing: programs start slowly in user mode
systemctl mask --quiet e2scrub_reap.service sys-fs-fuse-connections.mount sys-kernel-config.mount \
  modprobe@configfs.service modprobe@dm_mod.service modprobe@drm.service modprobe@efi_pstore.service \
  modprobe@fuse.service modprobe@loop.service

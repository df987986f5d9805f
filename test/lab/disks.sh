# shellcheck shell=bash
# A disk of its own for each container of a pair: ext4 on a file. A power cut takes from it what was not synced, which a
# container's layer would keep: ext4's own shutdown (FS_IOC_SHUTDOWN, as xfstests do it), and the journal replayed at the
# next mount. Where no loop device can be mounted, the node is a container like the others.

DISKS=$LAB_STATE/disks
DISK_FILES=$LAB_CACHE/disks

disk_of() { printf '%s/%s\n' "$DISKS" "$1"; }

disk_file() { printf '%s/%s.ext4\n' "$DISK_FILES" "$1"; }

has_disk() { [ -f "$(disk_file "$1")" ]; }

disk_is_mounted() { mountpoint -q "$(disk_of "$1")" 2>/dev/null; }

# disk_make HOST: an empty one; image/init fills it with what the node changes
disk_make() {
  [ "$(host_group "$1")" = pairs ] && [ "$(id -u)" -eq 0 ] || return 0
  disk_remove "$1" || return
  mkdir -p "$DISK_FILES" && truncate -s 4G "$(disk_file "$1")" &&
    mkfs.ext4 -q -F -E lazy_itable_init=1,lazy_journal_init=1 "$(disk_file "$1")" && disk_attach "$1" && return
  warn "no disk of its own for $1: it keeps at a power cut what was not synced"
  rm -f "$(disk_file "$1")"
}

disk_attach() {
  local disk
  has_disk "$1" || return 0
  disk_is_mounted "$1" && return
  disk=$(disk_of "$1")
  mkdir -p "$disk" && mount -o loop,noatime "$(disk_file "$1")" "$disk" && mkdir -p "$disk/upper" "$disk/work"
}

# EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH (linux/fs/ext4/ext4.h): from here on nothing reaches the disk.
disk_cut() {
  disk_is_mounted "$1" || return 0
  # shellcheck disable=SC2016 # perl's
  perl -e 'my $how = pack "L", 2; open my $disk, "<", $ARGV[0] or die; ioctl $disk, 0x8004587d, $how or die "$!\n"' \
    "$(disk_of "$1")"
}

# A second mount of a file that the kernel has not let go would ruin it.
disk_detach() {
  local end=$((SECONDS + 10))
  ! disk_is_mounted "$1" || umount "$(disk_of "$1")" || return
  while has_disk "$1" && [ -n "$(losetup -j "$(disk_file "$1")")" ]; do
    [ "$SECONDS" -lt "$end" ] || { warn "the disk of $1 is still in use"; return 1; }
    sleep 0.02
  done
}

disk_remove() {
  disk_detach "$1" && rm -f "$(disk_file "$1")" && { [ ! -d "$(disk_of "$1")" ] || rmdir "$(disk_of "$1")"; }
}

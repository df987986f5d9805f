# shellcheck shell=sh
# One run at a time on a node. The lease is a file of five lines, for people too: run, boot id, uptime at
# which it expires, since (epoch), owner. Uptime and not wall clock: a clock that jumps must neither end
# nor prolong it. A lease of an earlier boot is over.

lease_remaining() {
	lease_run='' lease_boot='' lease_until=0 lease_since=0 lease_owner=''
	[ -f "$root/lease" ] || return 1
	{
		read -r lease_run
		read -r lease_boot
		read -r lease_until
		read -r lease_since
		read -r lease_owner
	} <"$root/lease"
	read -r boot </proc/sys/kernel/random/boot_id
	[ "$lease_boot" = "$boot" ] || return 1
	remaining=$((lease_until - $(uptime_seconds)))
	[ "$remaining" -gt 0 ]
}

lease_write() {
	read -r boot </proc/sys/kernel/random/boot_id
	printf '%s\n%s\n%s\n%s\n%s\n' \
		"$id" "$boot" "$(($(uptime_seconds) + $1))" "$(date +%s)" "$(sed -n 2p "$dir/meta")" >"$dir/lease.new"
}

# lease_take SECONDS: 0, or 75 with the holder's lease in the journal.
lease_take() {
	lease_write "$1" || return 1
	tries=0
	while [ $tries -lt 3 ]; do
		if ln "$dir/lease.new" "$root/lease" 2>/dev/null; then
			rm -f "$dir/lease.new"
			return 0
		fi
		if lease_remaining; then
			[ "$lease_run" = "$id" ] && lease_renew "$1" && return 0
			journal held "$lease_run" "$lease_since" "$remaining" "$lease_owner"
			rm -f "$dir/lease.new"
			return 75
		fi
		# Expired. Two runs may see that at once: only one of them can rename it away.
		mv "$root/lease" "$dir/lease.expired" 2>/dev/null
		tries=$((tries + 1))
	done
	return 1
}

# lease_renew SECONDS: 1 when it is not ours any more.
lease_renew() {
	lease_remaining && [ "$lease_run" = "$id" ] || return 1
	lease_write "$1" && mv "$dir/lease.new" "$root/lease"
}

lease_release() {
	lease_remaining
	[ "$lease_run" = "$id" ] && rm -f "$root/lease"
	return 0
}

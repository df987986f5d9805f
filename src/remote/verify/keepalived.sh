# shellcheck shell=sh
# What keepalived says of itself. It prints its version, then what it runs on (it writes that on SIGUSR1), then what it
# has counted (SIGUSR2).

keepalived -v 2>&1 | head -n 1
if read -r pid 2>/dev/null </run/keepalived.pid && [ -d "/proc/$pid" ]; then
	# Seen through its own root because of PrivateTmp. They hold the VRRP passwords: they go as soon as they were read.
	tmp=/proc/$pid/root/tmp
	files="$tmp/keepalived.data $tmp/keepalived.stats $tmp/keepalived_parent.data"
	# shellcheck disable=SC2086 # three words
	rm -f $files
	if kill -USR1 "$pid" && kill -USR2 "$pid"; then
		# The second is written after the first; it is whole when it has stopped growing.
		size=0 tries=0
		while [ $tries -lt 50 ]; do
			sleep 0.02
			now=$(stat -c %s "$tmp/keepalived.stats" 2>/dev/null || echo 0)
			[ "$now" -gt 0 ] && [ "$now" = "$size" ] && break
			size=$now tries=$((tries + 1))
		done
		# shellcheck disable=SC2086 # three words
		cat "$tmp/keepalived.data" "$tmp/keepalived.stats" 2>/dev/null
	fi
	# shellcheck disable=SC2086 # three words
	rm -f $files
fi

# shellcheck shell=sh
# The watchdog: whatever becomes of the laptop and the link, a node that was changed and not confirmed in
# time goes back by itself. Two guards, both gone when the transaction ends: a transient timer, and a boot
# unit for the node that loses power half-way (it runs before the services start).

boot_unit=/etc/systemd/system/hadeploy-$id.service
boot_link=/etc/systemd/system/sysinit.target.wants/hadeploy-$id.service

arm_watchdog() {
	lease_renew $(($1 + 60)) || {
		journal output - "the lease is not ours any more: another run, or hadeploy unlock"
		return 1
	}
	if ! have_systemd; then
		# shellcheck disable=SC2016 # for the inner shell
		setsid sh -c 'sleep "$1"; exec sh "$2" watchdog' sh "$1" "$dir/transaction.sh" </dev/null >/dev/null 2>&1 &
		echo "$!" >"$dir/watchdog.pid"
		return 0
	fi
	before=''
	ignore_all
	service() { before="$before $2"; }
	run_changes
	mkdir -p "${boot_link%/*}" &&
		cat >"$boot_unit" <<-EOF &&
			[Unit]
			Description=hadeploy: undo the unfinished transaction $id
			DefaultDependencies=no
			RequiresMountsFor=$dir /etc
			After=local-fs.target
			Before=systemd-sysctl.service sysinit.target shutdown.target$before
			Conflicts=shutdown.target
			[Service]
			Type=oneshot
			ExecStart=/bin/sh $dir/transaction.sh boot
		EOF
		ln -sf "../${boot_unit##*/}" "$boot_link" && durable /etc &&
		# Monotonic: a clock that jumps an hour neither fires nor delays it.
		systemd-run --quiet --collect --unit="hadeploy-$id-watchdog" --on-active="$1" \
			--timer-property=AccuracySec=100ms /bin/sh "$dir/transaction.sh" watchdog
}

disarm_watchdog() {
	if have_systemd; then
		rm -f "$boot_link" "$boot_unit"
		systemctl stop "hadeploy-$id-watchdog.timer" 2>/dev/null
		# A daemon-reload in between (systemctl enable does one) has made systemd know the boot unit.
		[ -z "$(systemctl list-units --all --no-legend --plain "${boot_unit##*/}")" ] || systemctl daemon-reload
	elif [ -f "$dir/watchdog.pid" ]; then
		# It may be this very one.
		[ "$(cat "$dir/watchdog.pid")" = "$$" ] || kill "$(cat "$dir/watchdog.pid")" 2>/dev/null
		rm -f "$dir/watchdog.pid"
	fi
	return 0
}

stop_activation() {
	have_systemd && systemctl stop "hadeploy-$id-release.service" 2>/dev/null
	have_systemd && systemctl stop "hadeploy-$id-activate.service" 2>/dev/null
	return 0
}

watchdog() {
	stop_activation
	revert "not confirmed in time" && return 0
	# Decided for confirm, but whoever confirmed was killed before the end of it.
	! is_decided confirm || keep
}

# boot: the services have not started yet; put the files back and leave the starting to systemd, except
# for units that this transaction was the first to enable.
boot() {
	if ! decide revert; then
		# Nothing could be decided: the guards stay, for the next boot.
		is_decided confirm || return 1
		# Power was lost before the end of it.
		disarm_watchdog() { rm -f "$boot_link" "$boot_unit"; }
		keep
		command systemctl --no-block daemon-reload
		return 0
	fi
	journal reverting "power was lost before it was confirmed"
	set_state reverting
	systemctl() {
		case $1 in
		stop | restart | start | reload) timeout -k 5 25 systemctl --no-block stop -- "$3" 2>/dev/null || : ;;
		*) timeout -k 5 25 systemctl "$@" ;;
		esac
	}
	# All that changed is read anew at the end.
	reload_units() { :; }
	booting=yes
	put_back_values
	conclude_revert
	boot_code=$?
	rm -f "$boot_link" "$boot_unit"
	# Over by its boot id, but where nodes share a kernel that is the same as before.
	lease_release
	# This very unit has no file any more: forget it once the boot is under way.
	command systemctl --no-block daemon-reload
	start_enabled
	return $boot_code
}

# What this transaction had disabled was no part of this boot until now.
start_enabled() {
	ignore_all
	service() {
		begun "$1" || return 0
		read -r was_enabled was_active <"$dir/backup/$1"
		case "$was_enabled $was_active" in
		"enabled"*" active") command systemctl --no-block start -- "$2" ;;
		esac
		return 0
	}
	run_changes
}

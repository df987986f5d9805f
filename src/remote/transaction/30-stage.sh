# shellcheck shell=sh
# Stage: everything that can be known to fail is tried here, on all nodes, before any node is touched.
# Order: lease, packages, owners of the candidates, room on the disks, validation of the candidate tree, backup.

stage() {
	lease_take "$1" || return $?
	echo "$$" >"$dir/stage.pid"
	stage_all "$1"
	stage_code=$?
	rm -f "$dir/stage.pid"
	[ ! -e "$dir/decision" ] || {
		journal output - "given up meanwhile by the hadeploy that had begun it"
		give_up
		return 1
	}
	return $stage_code
}

# stage_runs: also when the connection that began it is long gone.
stage_runs() {
	[ -f "$dir/stage.pid" ] && read -r stage_pid <"$dir/stage.pid" && grep -q transaction.sh "/proc/$stage_pid/cmdline" 2>/dev/null
}

stage_all() {
	prepare_decisions || return 1
	# Behind the daemons: keepalived must not miss its turn for a validation. Not where an installation starts them itself.
	! have_systemd || renice -n 10 -p $$ >/dev/null 2>&1 || :
	set_state staging
	lease_seconds=$1
	stage_packages && stage_candidates && stage_room && stage_validation && stage_backup || return 1
	rm -rf "$dir/tree" "$dir/unshare" "$dir/validate.error"
	set_state staged
}

# --- packages -------------------------------------------------------------------------------------

stage_packages() {
	ignore_all
	wanted=no
	package() { wanted=yes; }
	run_changes
	[ $wanted = yes ] || return 0
	# A long installation must not lose its lease half-way.
	(while sleep 20; do lease_renew "$lease_seconds"; done) >/dev/null 2>&1 &
	renewer=$!
	trap 'kill $renewer 2>/dev/null; unmask_units' EXIT

	# Debian starts a daemon as soon as it is unpacked, with a configuration nobody asked for. A runtime
	# mask (gone at reboot by itself) lets the service step start it once, with ours.
	ignore_all
	service() {
		have_systemd && [ -z "$(systemctl show -p FragmentPath --value -- "$2")" ] || return 0
		printf '%s\n' "$2" | tee -a "$dir/units.new" >>"$dir/masked"
		systemctl --runtime mask -- "$2" >/dev/null 2>&1 || :
	}
	run_changes

	ignore_all
	package() {
		package_id=$1
		shift
		journal begin "$package_id"
		list_packages >"$dir/packages.before"
		if ! install_packages "$package_id" "$@"; then
			journal failed "$package_id" "$logged_code"
			return 1
		fi
		# dpkg does not sync configuration files: after a power cut they are there, and empty.
		durable / /etc /usr /var
		list_packages >"$dir/packages.after"
		comm -13 "$dir/packages.before" "$dir/packages.after" >>"$dir/packages.installed"
		journal "done" "$package_id"
	}
	run_changes || return 1
	kill $renewer 2>/dev/null
	unmask_units
}

unmask_units() {
	[ -f "$dir/masked" ] || return 0
	while read -r unit; do
		systemctl --runtime unmask -- "$unit" >/dev/null 2>&1 </dev/null
	done <"$dir/masked"
	rm -f "$dir/masked"
}

list_packages() {
	if command -v dpkg-query >/dev/null 2>&1; then
		# shellcheck disable=SC2016 # the ${...} belong to dpkg-query
		dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p'
	else
		rpm -qa --qf '%{NAME}\n'
	fi | sort
}

install_packages() {
	install_id=$1
	shift
	if command -v apt-get >/dev/null 2>&1; then
		for name in "$@"; do
			if ! apt-cache show -- "$name" >/dev/null 2>&1; then
				apt_get "$install_id" update || return 1
				break
			fi
		done
		apt_get "$install_id" install "$@" && return 0
		# A stale list names versions that the mirror has dropped: look once more with a fresh one.
		grep -Eq 'Unable to fetch|404 +Not Found|Unable to locate' "$dir/journal" || return 1
		apt_get "$install_id" update && apt_get "$install_id" install "$@"
	elif command -v dnf >/dev/null 2>&1; then
		logged "$install_id" dnf -y --setopt=install_weak_deps=False install -- "$@"
	else
		logged "$install_id" yum -y install -- "$@"
	fi
}

# apt_get ID update|install [NAME...]: waits for a lock held by another apt, keeps changed conffiles, asks nothing, and never
# removes what is there: a database server would go, with what it serves, because another one was asked for.
# Two minutes, unless the node's own apt.conf(5) says how long.
apt_get() {
	apt_id=$1 verb=$2
	shift 2
	lock_seconds=$(apt-config dump --format '%v' DPkg::Lock::Timeout)
	[ "$verb" = install ] && set -- --no-install-recommends --no-remove -- "$@"
	logged "$apt_id" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -q -y \
		-o DPkg::Lock::Timeout="${lock_seconds:-120}" -o Dpkg::Use-Pty=0 \
		-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
		"$verb" "$@"
}

# --- candidates -----------------------------------------------------------------------------------

# Owner and mode are final before the file goes live: placing it is a plain cp -p.
stage_candidates() {
	ignore_all
	file() {
		logged "$1" chown "$5:$6" -- "$dir/candidate/$1" && logged "$1" chmod "$4" -- "$dir/candidate/$1" && return 0
		journal failed "$1" "$logged_code"
		return 1
	}
	run_changes
}

# --- room -----------------------------------------------------------------------------------------

# Every candidate is written next to its target and renamed: is there room, and may we write there?
stage_room() {
	ignore_all
	file() {
		parent=$(existing_parent "$2")
		size=$(($(wc -c <"$dir/candidate/$1") / 1024 + 64))
		free=$(df -Pk -- "$parent" | { read -r _ && read -r _ _ _ free _ && printf '%s' "$free"; })
		if [ "${free:-0}" -lt "$size" ]; then
			journal output "$1" "No space left on device: $parent has ${free:-0} KiB free, $2 needs $size KiB"
			journal failed "$1" 28
			return 1
		fi
		stage_writable "$1" "$2"
	}
	remove() { stage_writable "$1" "$2"; }
	run_changes
}

stage_writable() {
	parent=$(existing_parent "$2")
	# Without a trace, whatever happens now: the kernel refuses to write before it looks for what is to be removed.
	said=$(rmdir -- "$parent/.hadeploy-$id" 2>&1)
	case $said in *'No such file'*) said='' ;; esac
	[ -w "$parent" ] || said=${said:-"cannot write in $parent: is it immutable? lsattr -d $parent"}
	[ ! -f "$2" ] || (: >>"$2") 2>/dev/null || said=${said:-"cannot replace $2: is it immutable? lsattr $2"}
	[ -n "$said" ] || return 0
	journal output "$1" "$said"
	journal failed "$1" 30
	return 1
}

existing_parent() {
	parent=${1%/*}
	while [ -n "$parent" ] && [ ! -d "$parent" ]; do
		parent=${parent%/*}
	done
	printf '%s' "${parent:-/}"
}

# --- validation -----------------------------------------------------------------------------------

# The node's own daemons judge the candidates where they will stand: in a private mount namespace, over
# copies of the directories they go to, so that a file which names another new file finds it, also on a
# fresh host. Answers go to validation.ID and are judged by hadeploy (an exit code alone cannot be trusted).
stage_validation() {
	[ -f "$dir/validators" ] || return 0
	if ! unshare -m true 2>"$dir/unshare"; then
		journal output - "cannot check candidates: unshare -m: $(cat "$dir/unshare")"
		journal failed - 71
		return 1
	fi
	unshare -m sh "$dir/transaction.sh" validate "$(readlink /proc/self/ns/mnt)" 2>"$dir/validate.error"
	code=$?
	rm -f "$dir/mount"
	[ $code -ne 0 ] || return 0
	journal_output - <"$dir/validate.error"
	journal failed - 71
	return 1
}

# validate OUTER_NAMESPACE: inside the namespace.
validate() {
	# Without a namespace of our own the copies below would be the live files: stop.
	[ "$(readlink /proc/self/ns/mnt)" != "$1" ] || exit 71
	mount_command
	laid --make-rprivate / || exit 71
	scratch=$dir/tree
	# Not half of the node's memory, which a tmpfs may take.
	mkdir -p "$scratch" && laid -t tmpfs -o mode=0700,size=256m tmpfs "$scratch" || exit 71

	ignore_all
	copies=''
	directory() { [ -d "$2" ] || copy_directory "$(existing_parent "$2")"; }
	file() { copy_directory "$(existing_parent "$2")"; }
	remove() { copy_directory "$(existing_parent "$2")"; }
	copy_directory() {
		case "|/|$copies" in *"|$1|"*) return 0 ;; esac
		copies="$copies|$1|"
		number=$((${number:-0} + 1))
		mkdir -p "$scratch/$number" || return 1
		if ! cp -a "$1/." "$scratch/$number"; then
			echo "cannot check candidates: they are laid over a copy of $1 (of 256 MiB at most: else give them a directory of their own)" >&2
			return 1
		fi
		laid --bind "$scratch/$number" "$1"
	}
	run_changes || exit 71

	# What stands in a new directory of / has no place: that would be a copy of everything.
	has_place() { [ "$(existing_parent "$1")" != / ]; }
	directory() { [ -d "$2" ] || ! has_place "$2" || { mkdir -p -- "$2" && chmod "$3" -- "$2"; }; }
	# A link, which a package may bring, leads out of the copy.
	file() { ! has_place "$2" || { mkdir -p "${2%/*}" && rm -f -- "$2" && cp -p "$dir/candidate/$1" "$2"; }; }
	remove() { ! has_place "$2" || rm -f -- "$2"; }
	run_changes || exit 71

	check() {
		tries=0 place=$2
		has_place "$2" || place=$dir/candidate/$1
		while :; do
			# Through a pipe: where SELinux confines the daemon it may not write to our files.
			said=$(timeout 30 sh -c "$3" validator "$place" 2>&1 </dev/null)
			code=$?
			case " $4 " in *" $code "*) tries=$((tries + 1)) ;; *) break ;; esac
			[ "$tries" -lt 4 ] || break
		done
		printf '%s\n%s\n' "$code" "$said" >"$dir/validation.$1"
	}
	. "$dir/validators"
}

# SELinux gives the node's own mount a domain that may not mount over /etc, nor write its error where ours go. A copy has no
# such domain, unless nothing may be executed where it lies.
mount_command() {
	mount=mount
	{ selinuxenabled; } 2>/dev/null || return 0
	cp -- "$(command -v mount)" "$dir/mount" && "$dir/mount" --version >/dev/null 2>&1 && mount=$dir/mount
	return 0
}

laid() {
	"$mount" "$@" && return
	echo "cannot check candidates: mount $* ended with $?" >&2
	return 1
}

# --- backup ---------------------------------------------------------------------------------------

stage_backup() {
	mkdir -p "$dir/backup"
	ignore_all
	file() { backup_path "$1" "$2" && unchanged_since_plan "$1" "$2" "$3"; }
	directory() { backup_path "$1" "$2"; }
	remove() { backup_path "$1" "$2" && unchanged_since_plan "$1" "$2" "$3"; }
	remove_directory() { backup_path "$1" "$2"; }
	sysctl() { cat "/proc/sys/$2" >"$dir/backup/$1" 2>/dev/null || : >"$dir/backup/$1.absent"; }
	service() {
		if grep -Fqx -- "$2" "$dir/units.new" 2>/dev/null; then
			# It came with a package of this very run: before, there was nothing to start at boot.
			echo 'disabled inactive' >"$dir/backup/$1"
		else
			was_enabled=$(systemctl is-enabled -- "$2" 2>/dev/null)
			enabled_code=$?
			was_active=$(systemctl is-active -- "$2" 2>/dev/null)
			[ "$enabled_code" -ne 124 ] || was_active=''
			known_state "$1" "$2" || return 1
			printf '%s %s\n' "${was_enabled:-not-found}" "$was_active" >"$dir/backup/$1"
		fi
	}
	run_changes && note_floating && ballast && durable "$dir"
}

# known_state ID UNIT: what is written down of a service is what a revert makes of it: never a guess.
known_state() {
	case $was_active in
	active | inactive | failed | activating | deactivating | maintenance | refreshing) return 0 ;;
	# Somebody else's reload: it runs.
	reloading) was_active=active ;;
	# So older systemds say of a unit that there is not.
	unknown) was_active=inactive ;;
	*)
		have_systemd || return 0
		journal output "$1" "systemctl does not say how $2 is"
		journal failed "$1" 1
		return 1
		;;
	esac
}

# Addresses that are there though their daemon does not run: somebody else's, and a revert leaves them.
note_floating() {
	[ -f "$dir/floating" ] || return 0
	while read -r address unit _; do
		systemctl is-active -q -- "$unit" && continue
		[ -z "$(ip -o address show to "$address" 2>/dev/null)" ] || printf '%s\n' "$address"
	done <"$dir/floating" >"$dir/floating.kept"
}

# ballast: room that a decision frees, so that a revert can write its journal, its state and the old files even if something
# else has filled the disk by then.
ballast() {
	backup_kib=$(du -sk "$dir/backup")
	ballast_kib=$((${backup_kib%%[!0-9]*} + 256))
	head -c $((ballast_kib * 1024)) /dev/urandom >"$dir/ballast" && return 0
	rm -f "$dir/ballast"
	journal output - "No space left on device: $dir needs $ballast_kib KiB, so that it can be undone"
	journal failed - 28
	return 1
}

backup_path() {
	if [ -d "$2" ] && [ ! -L "$2" ]; then
		# A directory's own metadata is enough: what is in it is another change's business.
		stat -c '%a %U %G' -- "$2" >"$dir/backup/$1.directory"
	elif [ -e "$2" ] || [ -L "$2" ]; then
		cp -a -- "$2" "$dir/backup/$1"
	else
		: >"$dir/backup/$1.absent"
	fi
}

# A plan is a forecast: look again before acting. EXPECTED is a sha256, `absent`, or `any` (a package of
# this run may have brought the file).
unchanged_since_plan() {
	case $3 in
	any) return 0 ;;
	absent) [ -e "$dir/backup/$1.absent" ] && return 0 ;;
	*) [ -f "$dir/backup/$1" ] && [ "$(sha256sum <"$dir/backup/$1")" = "$3  -" ] && return 0 ;;
	esac
	journal drifted "$1"
	return 1
}

# shellcheck shell=sh
# hadeploy probe: reads what the plan needs to know about this node and prints one record per line:
#   TYPE<TAB>FIELD<TAB>FIELD...
# It changes nothing. hadeploy appends calls of the functions below, one per sort of question; answers
# come in the order of the questions. Kept to few forks: a no-op run is judged by what it costs here.

LC_ALL=C
export LC_ALL
tab=$(printf '\t')

probe_system() {
	distro='' distro_version='' name='' value=''
	while IFS='=' read -r name value; do
		value=${value#\"} value=${value%\"}
		case $name in
		ID) distro=$value ;;
		VERSION_ID) distro_version=$value ;;
		esac
	done 2>/dev/null </etc/os-release
	manager=''
	for candidate in apt-get dnf yum; do
		if command -v "$candidate" >/dev/null 2>&1; then
			manager=${candidate%-get}
			break
		fi
	done
	systemd=no
	[ -d /run/systemd/system ] && systemd=yes
	read -r boot_id 2>/dev/null </proc/sys/kernel/random/boot_id
	read -r kernel 2>/dev/null </proc/sys/kernel/osrelease
	read -r hostname 2>/dev/null </proc/sys/kernel/hostname
	clock=$(date +%s.%N 2>/dev/null)
	printf 'system\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
		"$hostname" "$distro" "$distro_version" "$kernel" "$boot_id" "$manager" "$systemd" "${clock%.N}"
}

probe_addresses() {
	ip -o address show 2>/dev/null | while read -r _ interface family address _; do
		printf 'address\t%s\t%s\t%s\n' "$interface" "$family" "$address"
	done
}

# probe_files PATH KNOWN_SHA256 [PATH KNOWN_SHA256]...
# The content follows only where the hash differs from the known one ('' = no content wanted, '-' = always).
probe_files() {
	{
		while [ $# -gt 0 ]; do
			path=$1 known=$2
			shift 2
			if [ -L "$path" ]; then
				link=$(stat -c '%a	%U	%G	%Y	%s' -- "$path")
				printf 'file\t%s\tsymlink\t%s\n' "$path" "$link"
			elif [ -d "$path" ]; then
				dir=$(stat -c '%a	%U	%G	%Y	%s' -- "$path")
				printf 'file\t%s\tdirectory\t%s\n' "$path" "$dir"
			elif [ -f "$path" ]; then
				meta=$(stat -c '%a	%U	%G	%Y	%s' -- "$path")
				hash=$(sha256sum <"$path")
				hash=${hash%% *}
				printf 'file\t%s\tfile\t%s\t%s\n' "$path" "$meta" "$hash"
				if [ -n "$known" ] && [ "$hash" != "$known" ] && [ "${meta##*"$tab"}" -le 1048576 ]; then
					printf 'content\t%s\t' "$path"
					base64 <"$path" | tr -d '\n'
					printf '\n'
				fi
			elif [ -e "$path" ]; then
				other=$(stat -c '%a	%U	%G	%Y	%s' -- "$path")
				printf 'file\t%s\tother\t%s\n' "$path" "$other"
			else
				printf 'file\t%s\tabsent\n' "$path"
			fi
		done
	}
}

probe_units() {
	[ -d /run/systemd/system ] || return 0
	systemctl show -p LoadState,ActiveState,SubState,UnitFileState,CanReload,MainPID,Restart,RestartUSec,NRestarts,ActiveEnterTimestampMonotonic,StateChangeTimestampMonotonic -- "$@" 2>/dev/null | {
		load='' active='' sub='' file='' reload='' pid='' since='' changed='' restarts='' restart='' delay=''
		# One block per unit, in the order asked, blank lines between; an alias answers with its real Id.
		while IFS='=' read -r name value || [ $# -gt 0 ]; do
			case $name in
			LoadState) load=$value ;;
			ActiveState) active=$value ;;
			SubState) sub=$value ;;
			UnitFileState) file=$value ;;
			CanReload) reload=$value ;;
			MainPID) pid=$value ;;
			Restart) restart=$value ;;
			RestartUSec) delay=$value ;;
			NRestarts) restarts=$value ;;
			ActiveEnterTimestampMonotonic) since=$value ;;
			StateChangeTimestampMonotonic) changed=$value ;;
			'')
				[ -n "$load" ] || break
				printf 'unit\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
					"$1" "$load" "$active" "$sub" "$file" "$reload" "${pid:-0}" "${since:-0}" "${changed:-0}" "${restarts:-0}" "$restart" "$delay"
				shift
				load='' active='' sub='' file='' reload='' pid='' since='' changed='' restarts='' restart='' delay=''
				;;
			esac
		done
	}
}

probe_packages() {
	if command -v dpkg-query >/dev/null 2>&1; then
		# shellcheck disable=SC2016 # the ${...} belong to dpkg-query
		installed=$(dpkg-query -W -f '${Package}\t${db:Status-Status}\t${Version}\n' -- "$@" 2>/dev/null)
		for package in "$@"; do
			version=''
			while IFS=$tab read -r name status candidate; do
				[ "$name" = "$package" ] && [ "$status" = installed ] && version=$candidate
			done <<-EOF
				$installed
			EOF
			offered=''
			if [ -z "$version" ]; then
				offered=$(apt-cache -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= policy -- "$package" 2>/dev/null | while read -r name value; do
					[ "$name" = Candidate: ] && [ "$value" != '(none)' ] && printf '%s' "$value"
				done)
			fi
			printf 'package\t%s\t%s\t%s\n' "$package" "$version" "$offered"
		done
	elif command -v rpm >/dev/null 2>&1; then
		for package in "$@"; do
			version=$(rpm -q --qf '%{VERSION}-%{RELEASE}\n' -- "$package" 2>/dev/null) || version=''
			offered=''
			if [ -z "$version" ]; then
				offered=$(rpm_offer "$package")
			fi
			printf 'package\t%s\t%s\t%s\n' "$package" "${version%%"
"*}" "$offered"
		done
	fi
}

rpm_offer() {
	for manager in dnf yum; do
		command -v "$manager" >/dev/null 2>&1 || continue
		"$manager" -q -C list available "$1" 2>/dev/null | while read -r name version _; do
			case $name in "$1".*) printf '%s' "$version" && break ;; esac
		done
		return 0
	done
}

probe_sysctls() {
	for key in "$@"; do
		# cat, not read: dash reads byte by byte, and the kernel gives a number only once, from offset 0.
		if value=$(cat "/proc/sys/$key" 2>/dev/null); then
			printf 'sysctl\t%s\t%s\n' "$key" "$value"
		else
			printf 'sysctl\t%s\n' "$key"
		fi
	done
}

# probe_guard INDEX COMMAND: the exit code of a read-only command.
probe_guard() {
	(eval "$2") </dev/null >/dev/null 2>&1
	printf 'guard\t%s\t%s\n' "$1" "$?"
}

# probe_transactions CLUSTER: what this node remembers of hadeploy's own runs.
probe_transactions() {
	root=/var/lib/hadeploy/$1
	[ -d "$root" ] || return 0
	for dir in "$root"/*/; do
		[ -f "$dir/meta" ] || continue
		state='' why='' id=${dir%/}
		id=${id##*/}
		while read -r word rest; do
			[ "$word" = state ] && state=$rest
		done 2>/dev/null <"$dir/state"
		{
			read -r started
			read -r owner
			read -r title
			read -r hosts
		} 2>/dev/null <"$dir/meta"
		[ -f "$dir/why" ] && read -r why <"$dir/why"
		printf 'transaction\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
			"$id" "$state" "$started" "$owner" "$title" "$hosts" "$why"
	done
	if [ -f "$root/lease" ]; then
		{
			read -r run
			read -r boot
			read -r until
			read -r since
			read -r owner
		} <"$root/lease"
		read -r uptime _ </proc/uptime
		read -r boot_id </proc/sys/kernel/random/boot_id
		remaining=$((until - ${uptime%.*}))
		# Uptime starts anew with each boot: a lease of an earlier boot is over.
		[ "$boot" = "$boot_id" ] || remaining=0
		printf 'lease\t%s\t%s\t%s\t%s\n' "$run" "$since" "$remaining" "$owner"
	fi
}

# probe_drift CLUSTER: managed files that are not as the last confirmed transaction left them.
probe_drift() {
	sha256sum -c /dev/stdin 2>/dev/null <"/var/lib/hadeploy/$1/managed" | while IFS= read -r line; do
		case $line in *': FAILED'*) printf 'drift\t%s\n' "${line%: FAILED*}" ;; esac
	done
}

# probe_daemons HAPROXY_SOCKET: what the daemons say of themselves (status and verify only).
probe_daemons() {
	if command -v keepalived >/dev/null 2>&1; then
		version=$(keepalived -v 2>&1 | while read -r _ word _; do
			case $word in v[0-9]*) printf '%s' "${word#v}" && break ;; esac
		done)
		printf 'daemon\tkeepalived\t%s\n' "$version"
	fi
	if command -v haproxy >/dev/null 2>&1; then
		version=$(haproxy -v 2>&1 | while read -r _ _ word _; do
			case $word in [0-9]*) printf '%s' "${word%%-*}" && break ;; esac
		done)
		printf 'daemon\thaproxy\t%s\n' "$version"
	fi
	probe_vrrp_states
	if [ -S "$1" ] && command -v socat >/dev/null 2>&1; then
		echo 'show stat' | socat -t 2 - "UNIX-CONNECT:$1" 2>/dev/null | while IFS=, read -r backend server _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ status _; do
			case $server in
			'' | svname | FRONTEND | BACKEND) ;;
			*) printf 'server\t%s\t%s\t%s\n' "$backend" "$server" "$status" ;;
			esac
		done
	fi
}

# keepalived answers SIGUSR1 with /tmp/keepalived.data, seen through its own root because of PrivateTmp.
# The file holds the VRRP password in clear text, so it goes as soon as it was read.
probe_vrrp_states() {
	read -r pid 2>/dev/null </run/keepalived.pid || return 0
	[ -d "/proc/$pid" ] || return 0
	data=/proc/$pid/root/tmp/keepalived.data parent=/proc/$pid/root/tmp/keepalived_parent.data
	rm -f "$data"
	kill -USR1 "$pid" 2>/dev/null || return 0
	tries=0
	while [ ! -s "$data" ] && [ $tries -lt 20 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	sleep 0.05
	[ -s "$data" ] || return 0
	instance=''
	# " VRRP Instance = NAME" is followed by "   State = MASTER".
	while read -r first second third fourth; do
		case "$first $second" in
		'VRRP Instance') instance=$fourth ;;
		'State =')
			[ -n "$instance" ] && printf 'vrrp\t%s\t%s\n' "$instance" "$third"
			instance=''
			;;
		esac
	done <"$data"
	rm -f "$data" "$parent"
}

# probe_output NAME SCRIPT [ARGUMENT...]: what a read-only script prints, and as its last line the exit code; in base64.
probe_output() {
	name=$1 script=$2
	shift 2
	said=$({
		(eval "$script") </dev/null 2>&1
		printf '\n%s' "$?"
	} | base64 | tr -d '\n')
	printf 'output\t%s\t%s\n' "$name" "$said"
}

# shellcheck shell=sh
# fitness.sh PROGRAM...: what hadeploy would stumble over on this node. One finding a line, TYPE<TAB>FIELD...:
#   missing NAME | systemd VERSION | state STATE | failed UNIT | unwritable DIRECTORY REASON | half PACKAGE STATUS
#   lock FILE PID PROGRAM | updates BY | kept PATTERN | agent UNIT

for program in "$@"; do
	command -v "$program" >/dev/null || printf 'missing\t%s\n' "$program"
done

if [ -d /run/systemd/system ]; then
	systemctl --version | {
		read -r _ version _
		printf 'systemd\t%s\n' "$version"
	}
	printf 'state\t%s\n' "$(systemctl is-system-running)"
	systemctl list-units --state=failed --plain --no-legend --no-pager | while read -r unit _; do
		printf 'failed\t%s\n' "$unit"
	done
	systemctl list-units --state=active --plain --no-legend --no-pager \
		'puppet*.service' 'pe-puppet*.service' 'pxp-agent.service' 'chef-client.*' 'cinc-client.*' 'salt-minion.service' \
		'cf*execd.service' 'ansible-pull.*' | while read -r unit _; do
		printf 'agent\t%s\n' "$unit"
	done
fi

# Without a trace: the kernel refuses to write before it looks for what is to be removed.
for directory in /etc /var/lib /run /usr; do
	said=$(rmdir -- "$directory/.hadeploy-fitness" 2>&1)
	case $said in *'No such file'*) said='' ;; esac
	[ -w "$directory" ] || said=${said:-'is it immutable?'}
	[ -z "$said" ] || printf 'unwritable\t%s\t%s\n' "$directory" "$said"
done

# Whoever has the file open and its inode locked; /proc/locks has the numbers of devices in a form of its own.
for file in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock /var/lib/rpm/.rpm.lock; do
	inode=$(stat -c %i "$file" 2>/dev/null) || continue
	# dash reads byte by byte, and the table may change meanwhile: cat takes it whole.
	# shellcheck disable=SC2002
	cat /proc/locks | while read -r _ _ _ _ pid place _; do
		[ "${place##*:}" = "$inode" ] || continue
		for open in /proc/"$pid"/fd/*; do
			[ "$(readlink "$open")" = "$file" ] || continue
			read -r name <"/proc/$pid/comm"
			printf 'lock\t%s\t%s\t%s\n' "$file" "$pid" "$name"
			break
		done
	done
done

# Installs by itself what it is not told to keep.
if command -v apt-config >/dev/null; then
	# shellcheck disable=SC2016 # the ${...} belong to dpkg-query
	dpkg-query -W -f '${db:Status-Eflag} ${db:Status-Status} ${Package}\n' | while read -r flag status package; do
		case "$flag $status" in
		'ok installed' | 'ok config-files' | 'ok not-installed') ;;
		*) printf 'half\t%s\t%s\n' "$package" "$status" ;;
		esac
	done
	enabled=$(apt-config dump --format '%v' APT::Periodic::Unattended-Upgrade)
	case ${enabled:-0} in
	0) ;;
	*)
		if [ -x /usr/bin/unattended-upgrade ] && systemctl is-active --quiet apt-daily-upgrade.timer; then
			printf 'updates\tunattended-upgrades\n'
		fi
		;;
	esac
	apt-config dump --format '%v%n' Unattended-Upgrade::Package-Blacklist | while read -r pattern; do
		[ -z "$pattern" ] || printf 'kept\t%s\n' "$pattern"
	done
	apt-mark showhold | while read -r package; do
		printf 'kept\t%s$\n' "$package"
	done
elif command -v rpm >/dev/null; then
	for timer in dnf-automatic-install.timer dnf-automatic.timer dnf5-automatic.timer; do
		systemctl is-active --quiet "$timer" || continue
		case $timer in
		*-install.timer) ;;
		*) grep -qsE '^[[:space:]]*apply_updates[[:space:]]*=[[:space:]]*(yes|true|1|on)' /etc/dnf/automatic.conf || continue ;;
		esac
		printf 'updates\t%s\n' "$timer"
	done
	sed -nE 's/^[[:space:]]*(excludepkgs|exclude)[[:space:]]*=//p' /etc/dnf/dnf.conf /etc/dnf/automatic.conf 2>/dev/null |
		tr ',' '\n' | tr ' ' '\n' | while read -r glob; do
		[ -z "$glob" ] || printf 'kept\t%s\n' "$(printf '%s$' "$glob" | sed 's/\./\\./g; s/\*/.*/g')"
	done
fi
:

# shellcheck shell=sh
# check-scripts.sh CONFIG: each vrrp_script of a keepalived.conf and of the files that it includes is looked at and run
# once, as the user that keepalived would run it as: what it does every few seconds by itself. A line for each,
# tab-separated:
#   NAME USER PATH TYPE MODE OWNER SHA256 MAY_RUN(yes|no) EXIT_CODE MISSING_TOOLS WORDS
# EXIT_CODE is empty where it was not run: no such file, not executable, or a command line with quotes in it.

# What keepalived's unit gives its scripts.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
limit=5
tools='killall|pidof|pgrep|socat|curl|wget|nc|ncat|ss|netstat|systemctl|dig|host|ping|arping|python3|perl|jq|mysqladmin|redis-cli'

as_user() {
	if [ "$user" = root ]; then "$@"; else runuser -u "$user" -- "$@"; fi
}

look() {
	user=${user:-$default_user}
	case $line in
	\"*) line=${line#\"} line=${line%%\"*} ;;
	*) line=${line%%[#!]*} ;;
	esac
	path=${line%%[ 	]*}
	if [ ! -f "$path" ]; then
		printf '%s\t%s\t%s\tabsent\t\t\t\tno\t\t\t\n' "$name" "$user" "$path"
		return
	fi
	meta=$(stat -L -c '%a	%U' -- "$path")
	hash=$(sha256sum <"$path")
	may=no code='' missing='' words=''
	as_user test -x "$path" 2>/dev/null && may=yes
	# shellcheck disable=SC2013 # each is one word
	for tool in $(grep -Iv '^[[:blank:]]*#' -- "$path" | grep -owE "$tools" | sort -u); do
		command -v "$tool" >/dev/null || missing="$missing $tool"
	done
	case $line in
	*[\'\"\\\$\`\;\&\|\<\>]*) ;;
	*)
		if [ "$may" = yes ]; then
			# shellcheck disable=SC2086 # keepalived splits it at blanks too
			words=$(as_user timeout $limit $line </dev/null 2>&1)
			code=$?
		fi
		;;
	esac
	words=$(printf '%.300s' "$words" | tr '\n\t' '  ')
	printf '%s\t%s\t%s\tfile\t%s\t%s\t%s\t%s\t%s\t%s\n' \
		"$name" "$user" "$path" "$meta" "${hash%% *}" "$may" "$code" "${missing# }" "$words"
}

default_user=root
id -u keepalived_script >/dev/null 2>&1 && default_user=keepalived_script
name='' user='' line=''
set -f

# include FILE PATTERN: relative to the file that names it, as keepalived has it. Files may include each other.
include() {
	pattern=${2%%[#!]*}
	pattern=${pattern%"${pattern##*[! 	]}"}
	pattern=${pattern#\"} pattern=${pattern%\"}
	case $pattern in
	'') return ;;
	/*) ;;
	*) pattern=${1%/*}/$pattern ;;
	esac
	[ "$depth" -lt 8 ] && [ "$files" -lt 200 ] || return 0
	set +f
	# A pattern with blanks in it is one pattern.
	IFS=''
	# shellcheck disable=SC2086 # a pattern
	set -- $pattern
	unset IFS
	set -f
	depth=$((depth + 1))
	for included; do
		[ -f "$included" ] && read_config "$included"
	done
	depth=$((depth - 1))
}

depth=0 files=0
read_config() {
	files=$((files + 1))
	# keepalived.conf(5): a backslash before a quote stands for it. Nothing is written to the file.
	# shellcheck disable=SC2162,SC2094
	while read word rest || [ -n "$word" ]; do
		case $word in
		include | include[a-z]) include "$1" "$rest" ;;
		script_user) default_user=${rest%%[ 	]*} ;;
		vrrp_script) name=${rest%%[ 	\{]*} user='' line='' ;;
		script) line=$rest ;;
		user) user=${rest%%[ 	]*} ;;
		\}*)
			[ -n "$name" ] && [ -n "$line" ] && look
			name=''
			;;
		esac
	done <"$1"
}

read_config "$1"

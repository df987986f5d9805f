# shellcheck shell=sh
# mentioned-files.sh CONFIG: the files that a haproxy.cfg names by their whole path (certificates, maps, error pages), and
# those in directories of certificates: "SHA256  PATH", and "time SECONDS PATH" of its last change since the epoch.

[ -f "$1" ] || exit 0
words=$(grep -v '^[[:blank:]]*#' -- "$1" | tr "[:blank:],()\"'=@" '[\n*]' | grep '^/' | sort -u)
files=$(printf '%s\n' "$words" | while read -r path; do
	if [ -f "$path" ]; then
		printf '%s\n' "$path"
	elif [ -d "$path" ] && grep -qE "(crt|ca-file|crl-file|crt-list)[[:blank:]]+$path" "$1"; then
		find "$path" -maxdepth 1 -type f
	fi
done)
[ -n "$files" ] || exit 0
printf '%s\n' "$files" | tr '\n' '\0' | xargs -0 sha256sum --
printf '%s\n' "$files" | tr '\n' '\0' | xargs -0 stat -L -c 'time %Y %n' --

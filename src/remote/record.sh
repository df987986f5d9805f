# shellcheck shell=sh
# What rollback needs: for each confirmed transaction from the named one (or the newest, when none is
# named) to the newest, its plan and its backups, oldest first. Changes nothing.
# record CLUSTER [ID]

record() {
	root=/var/lib/hadeploy/$1
	from=$2
	if [ -z "$from" ]; then
		for dir in "$root"/*/; do
			confirmed "$dir" && from=$(basename "$dir")
		done
	fi
	for dir in "$root"/*/; do
		# Names begin with the UTC time. This node may not have taken part in the named one.
		LC_ALL=C expr "x$(basename "$dir")" '>=' "x${from:-9}" >/dev/null || continue
		confirmed "$dir" && print_record "${dir%/}"
	done
	# Without this line it was ended before it had told all.
	echo end
}

confirmed() {
	read -r _ state 2>/dev/null <"$1/state" && [ "$state" = confirmed ]
}

print_record() {
	printf 'transaction\t%s\t' "$(basename "$1")"
	base64 <"$1/plan.json" | tr -d '\n'
	printf '\n'
	for backup in "$1"/backup/*; do
		[ -f "$backup" ] || continue
		name=$(basename "$backup")
		printf 'backup\t%s\t%s\t' "$name" "$(stat -c '%a	%U	%G' -- "$backup")"
		base64 <"$backup" | tr -d '\n'
		printf '\n'
	done
}

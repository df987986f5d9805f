# hadeploy's words for bash. In ~/.bashrc: source <(hadeploy completion bash)
# shellcheck shell=bash

_hadeploy() {
	local paths='' line
	COMPREPLY=()
	{
		IFS= read -r paths
		while IFS= read -r line; do COMPREPLY+=("${line%%$'\t'*}"); done
	} < <("$1" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
	case $paths in
	files) compopt -o default ;;
	directories) compopt -o dirnames ;;
	esac
}

complete -F _hadeploy hadeploy

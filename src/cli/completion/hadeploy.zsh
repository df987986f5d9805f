#compdef hadeploy
# hadeploy's words for zsh. In ~/.zshrc, after compinit: source <(hadeploy completion zsh)
# Or in a directory of $fpath, as _hadeploy.

_hadeploy() {
	local line
	local -a answer described
	answer=("${(@f)$("${(Q)words[1]}" complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
	[[ $PREFIX == *=* ]] && compset -P '*='
	for line in "${(@)answer[2,-1]}"; do
		described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
	done
	(( $#described )) && _describe -V hadeploy described
	case $answer[1] in
	files) _files ;;
	directories) _files -/ ;;
	esac
}

if [[ $funcstack[1] == _hadeploy ]]; then
	_hadeploy "$@"
else
	compdef _hadeploy hadeploy
fi

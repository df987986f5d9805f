# hadeploy's words for fish. In ~/.config/fish/completions/hadeploy.fish: what `hadeploy completion fish` prints.

function __hadeploy_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
    # Of --option=value the shell completes the whole, hadeploy and the lists of paths the value.
    set -l prefix (string match -r -- '^[^=]*=' "$current")
    set -l value (string replace -r -- '^[^=]*=' '' "$current")
    begin
        string join \n -- $answer[2..-1]
        switch "$answer[1]"
            case files
                __fish_complete_path "$value"
            case directories
                __fish_complete_directories "$value"
        end
    end | while read -l line
        printf '%s%s\n' "$prefix" "$line"
    end
end

complete -c hadeploy -f -a '(__hadeploy_complete)'

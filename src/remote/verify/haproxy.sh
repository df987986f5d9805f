# shellcheck shell=sh
# haproxy.sh SOCKET: what haproxy says of itself on its admin socket: `show info`, an empty line, `show stat`.
# Exit code: 2 no such socket, 3 no socat to ask it with.

[ -S "$1" ] || exit 2
command -v socat >/dev/null || exit 3
echo 'show info;show stat' | socat -t 2 - "UNIX-CONNECT:$1"

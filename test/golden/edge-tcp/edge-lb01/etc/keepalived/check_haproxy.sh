#!/bin/sh
# Written by hadeploy: changes made here are lost.
# keepalived runs this: 0 while haproxy serves, anything else when it does not. Silent when all is well.

# Without killall every run would fail, on both nodes alike: no VIP would ever move. Say so.
command -v killall >/dev/null || { echo "check_haproxy: killall (psmisc) is missing" >&2; exit 2; }
killall -0 haproxy 2>/dev/null || exit 1

# A hung or zombie haproxy still takes signal 0: let it answer. A slow one may, on a busy node.
answer=$(echo 'show info;show stat -1 4 -1' | timeout 3 socat -t 3 - UNIX-CONNECT:/run/haproxy/admin.sock 2>/dev/null) || exit 1
case $answer in
  Name:*) ;;
  *) exit 1 ;;
esac

# Behind the ports that matter (3306 6379 80 8080 9292 9999): one server that is up, or not checked, behind one of them is enough.
printf '%s\n' "$answer" | cut -s -d , -f 1,18 | grep -Eq -e '^'mysql',(UP|no check)' -e '^'redis',(UP|no check)' -e '^'kong',(UP|no check)' -e '^'kong-admin',(UP|no check)' -e '^'elasticsearch',(UP|no check)' -e '^'zabbix',(UP|no check)' || exit 1

#!/bin/sh
# Written by hadeploy: changes made here are lost.
# keepalived runs this: 0 while haproxy serves, anything else when it does not. Silent when all is well.

# Without killall every run would fail, on both nodes alike: no VIP would ever move. Say so.
command -v killall >/dev/null || { echo "check_haproxy: killall (psmisc) is missing" >&2; exit 2; }
killall -0 haproxy 2>/dev/null || exit 1

# A hung or zombie haproxy still takes signal 0: let it answer. A slow one may, on a busy node.
answer=$(echo 'show info' | timeout 3 socat -t 3 - UNIX-CONNECT:/run/haproxy/admin.sock 2>/dev/null) || exit 1
case $answer in
  Name:*) ;;
  *) exit 1 ;;
esac

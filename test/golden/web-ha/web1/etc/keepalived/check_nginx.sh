#!/bin/sh
# Written by hadeploy: changes made here are lost.
# keepalived runs this: 0 while nginx serves, anything else when it does not. Silent when all is well.

# Without socat every run would fail, on both nodes alike: no VIP would ever move. Say so.
command -v socat >/dev/null || { echo "check_nginx: socat is missing" >&2; exit 2; }

# A process that is there may hang, and a port that is open may belong to a hung one: let it answer. A slow one may, on a
# busy node.
printf 'GET %s HTTP/1.0\r\n\r\n' /nginx_status |
  timeout 3 socat -t 3 - TCP:127.0.0.1:8090 2>/dev/null |
  grep -q '^Active connections:' || exit 1

#!/bin/sh
# Written by hadeploy: changes made here are lost.
# keepalived runs this for a real server: check_ports.sh ADDRESS PORT... 0 while each of the ports takes connections.

# Without socat every run would fail, on both directors alike: no server would ever be used. Say so.
command -v socat >/dev/null || { echo "check_ports: socat is missing" >&2; exit 2; }

address=$1
shift
for port; do
  socat -u OPEN:/dev/null "TCP:$address:$port,connect-timeout=1" 2>/dev/null || exit 1
done

#!/bin/sh
# In the web image: nginx that answers with the host's own name, on all the ports that a reference system has servers on.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get install -qq -y --no-install-recommends nginx >/dev/null
{
  echo 'server {'
  for port in 80 1337 3306 4001 4002 4003 4004 4005 5601 6379 8000 8080 9292 22222; do echo "  listen $port;"; done
  cat <<'CONF'
  default_type text/plain;
  location / { return 200 "$hostname\n"; }
  location = /healthz { return 200 "ok\n"; }
}
CONF
} >/etc/nginx/sites-available/default
systemctl enable --quiet nginx

import { onBoth, onNode, nodes } from '../node.ts';
import { lab } from '../lab.ts';
import type { HandMade, HandMadeFile } from './types.ts';

/** Bare hosts become this pair, as a person at a shell would do it; resolves when it has its VIPs. */
export async function make(pair: HandMade): Promise<void> {
  await lab('reset');
  await Promise.all(
    nodes.map((node) =>
      onNode(
        node,
        `set -e
         DEBIAN_FRONTEND=noninteractive apt-get install -qq -y haproxy keepalived psmisc socat >/dev/null
         ${Object.entries(pair.files(node)).map(writing).join('\n')}
         sysctl -q --system >/dev/null 2>&1 || true
         haproxy -c -q -f /etc/haproxy/haproxy.cfg
         systemctl enable -q haproxy keepalived
         systemctl restart haproxy keepalived`,
      ),
    ),
  );
  await held(pair);
}

/** Rejects when they are not where they belong in due time. */
export async function held(pair: HandMade): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    const wrong = await misplaced(pair);
    if (wrong.length === 0) return;
    if (Date.now() > until) throw new Error(`${pair.name} is no pair: ${wrong.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function misplaced(pair: HandMade): Promise<string[]> {
  const shown = await onBoth('ip -o -4 address show dev eth0');
  return Object.entries(pair.held).flatMap(([vip, holder]) => {
    const on = nodes.filter((node) => shown[node].includes(` ${vip}/`));
    return on.join() === holder ? [] : [`${vip} is on ${on.join() || 'none'}, not on ${holder}`];
  });
}

function writing([path, { text, mode }]: [string, HandMadeFile]): string {
  const encoded = Buffer.from(text).toString('base64');
  return `mkdir -p "$(dirname ${path})"
    echo ${encoded} | base64 -d >${path}
    chmod ${mode ?? '644'} ${path}`;
}

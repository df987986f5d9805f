import { sanitizedLines } from '../core/text.ts';
import type { Validator } from '../core/validator.ts';

/** `nft -c` asks the kernel whether it would take the rules, and leaves it as it is. */
export const nftValidator: Validator = {
  name: 'nft',
  command: 'nft -c -f "$1"',
  retryCodes: [],
  complaintCodes: [],
  judge({ code, output }) {
    if (code === 0) return null;
    const lines = sanitizedLines(output);
    const line = lines.map((one) => /^\S+?:(\d+):\d+/.exec(one)?.[1]).find(Boolean);
    return {
      message: [reasonOf(code), ...lines.slice(0, 20)].join('\n'),
      line: line === undefined ? null : Number(line),
    };
  },
};

function reasonOf(code: number): string {
  if (code === 127) return 'nftables is not installed on this node';
  return code > 128 ? `nft -c was killed by signal ${code - 128}` : `nft -c ended with ${code}`;
}

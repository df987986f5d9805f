import { blocksWhere } from './blocks.ts';
import type { Block } from './sample.ts';

const opensBlock = /^\s*(global_defs|(vrrp|virtual|static|bfd|real|track|SSL)_?\w*)\b.*\{/m;

/** Of a page in reStructuredText: what is indented, and has a block of keepalived.conf. */
export function indentedBlocks(page: string): Block[] {
  return blocksWhere(page.split('\n'), (line) => line.trim() === '' || /^[ \t]/.test(line))
    .filter(({ text }) => opensBlock.test(text))
    .map((block) => ({ ...block, isPart: false }));
}

/** Of the manual page: what stands unfilled. Most of it has placeholders. */
export function manualBlocks(page: string): Block[] {
  const lines = page.split('\n');
  let isUnfilled = false;
  const unfilled = lines.map((line) => {
    if (/^\.(nf|fi)\b/.test(line)) isUnfilled = line.startsWith('.nf');
    return isUnfilled && !line.startsWith('.');
  });
  return blocksWhere(lines, (_, index) => unfilled[index] === true).map(({ line, text }) => ({
    line,
    text: text
      .replace(/\\f[BIRP]/g, '')
      .replace(/\\(['e\\-])/g, (_, after: string) => plain(after)),
    isPart: true,
  }));
}

/** roff's escapes. */
function plain(after: string): string {
  return after === 'e' ? '\\' : after;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { haproxyBlocks, haproxyTests } from './haproxy-texts.ts';
import { manualBlocks, indentedBlocks } from './keepalived-texts.ts';
import type { Block, Sample } from './sample.ts';
import { filesOf, type Tree } from './tree.ts';

const readers: Record<Tree['product'], { of: RegExp; read: (text: string) => Block[] }[]> = {
  keepalived: [
    { of: /^doc\/samples\/keepalived\.conf|\.conf\.sample(\.in)?$/, read: whole },
    { of: /^doc\/keepalived\.conf\.SYNOPSIS$/, read: part },
    { of: /^doc\/man\/man\d\/keepalived\.conf\.5$/, read: manualBlocks },
    { of: /^doc\/source\/.*\.rst$/, read: indentedBlocks },
  ],
  haproxy: [
    { of: /^(?!.*\/ot\.cfg$).*\.cfg$/, read: whole },
    { of: /^(doc\/[^/]*\.txt|.*README[^/]*)$/, read: haproxyBlocks },
    { of: /^reg-tests\/.*\.vtc$/, read: haproxyTests },
  ],
};

export function samplesOf(tree: Tree): Sample[] {
  return filesOf(tree).flatMap((file) => {
    const reader = readers[tree.product].find(({ of }) => of.test(file));
    if (reader === undefined) return [];
    const blocks = reader.read(readFileSync(join(tree.directory, file), 'utf8'));
    return blocks.map((block) => ({ file, ...block }));
  });
}

function whole(text: string): Block[] {
  return [{ line: 1, text, isPart: false }];
}

function part(text: string): Block[] {
  return [{ line: 1, text, isPart: true }];
}

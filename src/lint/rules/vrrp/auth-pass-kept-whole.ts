import { all, inside, last } from '../../../keepalived/config/find.ts';
import type { Token } from '../../../keepalived/config/token.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { declaredOn } from './declared.ts';
import { linesOf, rawFilesOf } from './raw.ts';
import { refusedByCheck } from './refused-by-check.ts';

export const authPassKeptWhole: NodeRule = {
  id: 'VRRP014',
  severity: 'error',
  scope: 'node',
  title: 'keepalived reads the whole of auth_pass',
  why:
    'keepalived keeps the first eight bytes, and takes an unquoted # or ! for the start of a comment, also in the middle ' +
    'of a word. What is left of the password may be empty, or differ from what the other node reads. The second is ' +
    'accepted by keepalived -t without a word.',
  fix: 'a password of at most eight letters and digits',
  source: 'RFC 2338, section 5.3.10; measured with 2.2.7; keepalived, lib/parser.c',
  check: (node) => [...tooLong(node), ...cutByComment(node)],
};

/** The nodes may well agree on what is left of it: where they do not, VRRP012 is the error. */
function tooLong(node: NodeView): Observation[] {
  return declaredOn(node).flatMap(({ instance, body }) => {
    const pass = last(all(body, 'authentication').flatMap(inside), 'auth_pass')?.words[1];
    const bytes = Buffer.byteLength(pass?.text ?? '');
    if (pass === undefined || bytes <= 8) return [];
    return [
      {
        at: pass,
        message: `auth_pass of ${instance.name} on ${node.name} has ${bytes} bytes: keepalived keeps the first 8, and ${refusedByCheck}`,
        severity: 'warning' as const,
      },
    ];
  });
}

function cutByComment(node: NodeView): Observation[] {
  return rawFilesOf(node)
    .filter(({ text }) => /auth_pass[^\n]*[#!]/.test(text))
    .flatMap(linesOf)
    .flatMap((line) => {
      const keyword = line.findIndex(({ kind, text }) => kind === 'word' && text === 'auth_pass');
      const comment = line.at(-1);
      if (keyword === -1 || comment?.kind !== 'comment' || !cuts(line, keyword)) return [];
      return [
        {
          at: comment,
          message: `auth_pass on ${node.name} ends before ${comment.raw.charAt(0)}: what follows is a comment`,
          fix: 'put the password in double quotes, or take one of letters and digits',
        },
      ];
    });
}

/** The comment begins within the password, or in its place. */
function cuts(line: Token[], keyword: number): boolean {
  const value = line.slice(keyword + 1, -1).find(({ kind }) => kind === 'word');
  return value === undefined || line.at(-2) === value;
}

import { all, argument, inside } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { NodeRule, Observation } from '../../rule.ts';

const whole = ['interval', 'timeout', 'rise', 'fall'];

export const intervalAndWeightInRange: NodeRule = {
  id: 'SCR017',
  severity: 'warning',
  scope: 'node',
  title: 'interval, timeout, rise and fall are whole numbers from 1, a weight is -253 to 253',
  why:
    'keepalived passes over what it cannot read and takes its default: an interval of 0.5 becomes 1 second, a weight of ' +
    '-300 becomes 0, which is FAULT. Without keepalived -t only the log tells.',
  fix: 'a whole number of seconds or runs; a weight from -253 to 253',
  source: 'keepalived, vrrp_parser.c; measured',
  check: (node) => {
    const statements = node.keepalived?.statements ?? [];
    const scripts = all(statements, 'vrrp_script');
    const blocks = all(statements, 'vrrp_instance', 'vrrp_sync_group').flatMap(inside);
    return [
      ...scripts.flatMap((one) => inside(one).flatMap((line) => settingIn(line, one))),
      ...all(blocks, 'track_script', 'track_process').flatMap((block) =>
        inside(block).flatMap((line) => trackIn(line)),
      ),
    ];
  },
};

function settingIn(line: Statement, script: Statement): Observation[] {
  const value = argument(line) ?? '';
  const name = argument(script) ?? '';
  if (line.keyword === 'weight') return weightOf(line, value, name);
  if (!whole.includes(line.keyword)) return [];
  if (!isNumber(value) || (Number.isInteger(Number(value)) && Number(value) >= 1)) return [];
  return [{ at: line, message: `${name} has ${line.keyword} ${value}, not a whole number from 1` }];
}

function trackIn(line: Statement): Observation[] {
  const words = line.words.map(({ text }) => text);
  const at = words.indexOf('weight');
  return at === -1 ? [] : weightOf(line, words[at + 1] ?? '', line.keyword);
}

function weightOf(line: Statement, value: string, name: string): Observation[] {
  if (!isNumber(value)) return [];
  if (Number.isInteger(Number(value)) && Math.abs(Number(value)) <= 253) return [];
  return [{ at: line, message: `${name} has weight ${value}, which is not -253 to 253` }];
}

/** What is a definition that is not known, or no number, is not judged here. */
function isNumber(value: string): boolean {
  return /^[+-]?\d+(\.\d+)?$/.test(value);
}

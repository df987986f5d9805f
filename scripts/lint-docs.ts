// Fills the table of rules in docs/lint.md: node scripts/run-ts.mjs scripts/lint-docs.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { rules } from '../src/lint/rules.ts';

const file = 'docs/lint.md';
const begin = '<!-- made by scripts/lint-docs.ts: rules -->';
const text = readFileSync(file, 'utf8');
const start = text.indexOf(begin);
const end = text.indexOf('<!-- end -->', start);
if (start < 0 || end < 0) throw new Error(`${file} has no place for the rules`);

const cell = (words: string): string => words.replaceAll('|', '\\|');
const rows = rules.map(
  ({ id, severity, scope, title }) => `| ${id} | ${severity} | ${scope} | ${cell(title)} |`,
);
const table = ['| id | severity | scope | what must hold |', '| --- | --- | --- | --- |', ...rows];
writeFileSync(
  file,
  `${text.slice(0, start + begin.length)}\n\n${table.join('\n')}\n\n${text.slice(end)}`,
);

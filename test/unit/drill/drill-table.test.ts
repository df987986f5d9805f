import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drillTable } from '../../../bench/drill-table.ts';
import { drillOrder } from '../../../src/drill/faults.ts';

it('every drill stands in the documents, in the order in which they are done', () => {
  expect(readFileSync('docs/drills.md', 'utf8')).toContain(drillTable());
  const rehearsal = readFileSync('docs/rehearsal.md', 'utf8').replace(/\s+/g, ' ');
  expect(rehearsal).toContain(drillOrder.map((drill) => `\`${drill}\``).join(', '));
});

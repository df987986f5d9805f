import { expect, it } from 'vitest';
import { milliseconds } from '../../../src/engine/time-span.ts';

it.each([
  ['100ms', 100],
  ['4s', 4_000],
  ['1min 30s', 90_000],
  ['1min 30.5s', 90_500],
  ['500us', 0.5],
  ['1h', 3_600_000],
  ['infinity', null],
  ['', null],
  ['4 parsecs', null],
])('%j', (text, value) => {
  expect(milliseconds(text)).toBe(value);
});

import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { type Heard, type Opening, openingFor, Preamble } from '../../../src/ssh/opening.ts';

const password = new Secret('sudo', 'geheim');
const task = { script: 'secret-script', root: true };

function hear(opening: Opening, text: string): { heard: Heard[]; preamble: Preamble } {
  const preamble = new Preamble(opening);
  const heard = [...Buffer.from(text)].map((byte) => preamble.hear(Buffer.of(byte)));
  return { heard: heard.filter((what) => what !== 'nothing'), preamble };
}

describe('the command line', () => {
  it.each([
    ['root', { sudo: true } as const, /^sh -s$/],
    ['ops', { sudo: false } as const, /^sh -s$/],
    ['ops', { sudo: true } as const, /^sudo -n sh -s$/],
    [
      'ops',
      { sudo: true, password } as const,
      /^sudo -S -p 'hadeploy-password-\w+:' sh -c 'echo hadeploy-started-\w+ >&2; exec sh -s'$/,
    ],
  ])('of %s with %j', (user, become, command) => {
    const opening = openingFor(task, user, become);
    expect(opening.command).toMatch(command);
    expect(opening.command).not.toMatch(/geheim|secret-script/);
    expect(opening.script).not.toContain('geheim');
  });
});

describe('the preamble', () => {
  const opening = openingFor(task, 'ops', { sudo: true, password });
  const prompt = opening.ask?.prompt ?? '';

  it('ends at the marker, however the bytes are cut', () => {
    expect(hear(opening, `a warning\n${prompt}${opening.marker}\n`).heard).toEqual([
      'prompt',
      'started',
    ]);
  });

  it('keeps what follows the marker', () => {
    const preamble = new Preamble(opening);
    expect(preamble.hear(Buffer.from(`${opening.marker}\nmore`))).toBe('started');
    expect(preamble.rest.toString()).toBe('more');
  });

  it('is not ended by a refusal that quotes the command', () => {
    const words = `Sorry, user ops may not run '/bin/sh -c echo ${opening.marker} >&2; exec sh -s' as root.\n`;
    expect(hear(opening, words).heard).toEqual([]);
    const wrapped = `user ops may not run ${opening.marker}\n`;
    expect(hear(opening, wrapped).heard).toEqual([]);
  });

  it('tells the second prompt from the first', () => {
    const { heard, preamble } = hear(opening, `${prompt}Sorry, try again.\n${prompt}`);
    expect(heard).toEqual(['prompt', 'second-prompt']);
    expect(preamble.words().trim()).toBe('Sorry, try again.');
  });

  it('has an end', () => {
    expect(new Preamble(opening).hear(Buffer.alloc(100_000, 'x'))).toBe('too-much');
  });
});

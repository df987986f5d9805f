import { randomBytes } from 'node:crypto';
import type { Secret } from '../core/secret.ts';
import type { RemoteTask, Target } from '../core/session.ts';

/**
 * How a task's shell is started. Both ways it first writes `marker` as a line to stderr: what comes before
 * are the words of sudo and the login shell, and where it never comes the script has not run. So we
 * need not know sudo's messages in every language.
 */
export interface Opening {
  /** Remote command line: holds neither secrets nor data. */
  command: string;
  marker: string;
  /** What goes to stdin. */
  script: string;
  sudo: boolean;
  /** Set when sudo may ask: the script must then wait for the marker, or sudo would read it as the password. */
  ask: { prompt: string; password: Secret } | null;
}

export function openingFor(
  task: Pick<RemoteTask, 'script' | 'root'>,
  user: string,
  become: Target['become'],
): Opening {
  const nonce = randomBytes(8).toString('hex');
  const marker = `hadeploy-started-${nonce}`;
  const announced = `echo ${marker} >&2; ${task.script}`;
  const sudo = task.root && user !== 'root' && become.sudo;
  if (!sudo) return { command: 'sh -s', marker, script: announced, sudo, ask: null };
  if (become.password === undefined)
    return { command: 'sudo -n sh -s', marker, script: announced, sudo, ask: null };
  const prompt = `hadeploy-password-${nonce}:`;
  return {
    // sudo reads a password byte by byte, so nothing of the script can be lost to it.
    command: `sudo -S -p '${prompt}' sh -c 'echo ${marker} >&2; exec sh -s'`,
    marker,
    script: task.script,
    sudo,
    ask: { prompt, password: become.password },
  };
}

export type Heard = 'nothing' | 'prompt' | 'second-prompt' | 'started' | 'too-much';

const maxPreambleBytes = 64 * 1024;

/** Listens to stderr until the marker. */
export class Preamble {
  readonly #opening: Opening;
  #text = Buffer.alloc(0);
  #prompts = 0;
  /** What stderr held behind the marker. */
  rest = Buffer.alloc(0);

  constructor(opening: Opening) {
    this.#opening = opening;
  }

  hear(chunk: Buffer): Heard {
    this.#text = Buffer.concat([this.#text, chunk]);
    const found = this.#markerAt();
    if (found >= 0) {
      this.rest = this.#text.subarray(found + this.#opening.marker.length + 1);
      this.#text = this.#text.subarray(0, found);
      return 'started';
    }
    if (this.#text.length > maxPreambleBytes) return 'too-much';
    const prompts = this.#countPrompts();
    if (prompts === this.#prompts) return 'nothing';
    this.#prompts = prompts;
    return prompts === 1 ? 'prompt' : 'second-prompt';
  }

  /** sudo's and the login shell's words. */
  words(): string {
    const text = this.#text.toString('utf8');
    return this.#opening.ask === null ? text : text.replaceAll(this.#opening.ask.prompt, '');
  }

  /** A whole line, or behind our own prompt: sudo's refusal may quote the command, marker and all. */
  #markerAt(): number {
    const line = `${this.#opening.marker}\n`;
    for (let at = this.#text.indexOf(line); at >= 0; at = this.#text.indexOf(line, at + 1)) {
      if (at === 0 || this.#text[at - 1] === 0x0a) return at;
      const prompt = this.#opening.ask?.prompt;
      if (prompt !== undefined && this.#text.subarray(0, at).toString().trimEnd().endsWith(prompt))
        return at;
    }
    return -1;
  }

  #countPrompts(): number {
    const prompt = this.#opening.ask?.prompt;
    return prompt === undefined ? 0 : this.#text.toString('latin1').split(prompt).length - 1;
  }
}

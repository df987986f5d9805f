import { shellWords } from './shell-words.ts';

/** Options for ssh(1) in a variable of Ansible's: those that hadeploy has words for, and the rest as written. */
export interface SshArgs {
  /** Lower-case names of ssh_config(5) with their values, in order. */
  options: [string, string][];
  rest: string[];
}

const letters: Record<string, string> = {
  J: 'proxyjump',
  i: 'identityfile',
  p: 'port',
  l: 'user',
};

/** Null: the text is not made of whole words. */
export function readSshArgs(text: string): SshArgs | null {
  const words = shellWords(text, { comments: false });
  if (words === null) return null;
  const args: SshArgs = { options: [], rest: [] };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const letter = /^-([Jiplo])/.exec(word)?.[1];
    if (letter === undefined) {
      args.rest.push(word);
      continue;
    }
    const value = word.length > 2 ? word.slice(2) : (words[++i] ?? '');
    const option =
      letter === 'o' ? pairIn(value) : ([letters[letter] ?? '', value] as [string, string]);
    if (option === null || option[1] === '') args.rest.push(`-${letter} ${value}`);
    else args.options.push(option);
  }
  return args;
}

/** `ProxyJump=bastion` or `ProxyJump bastion`. */
function pairIn(text: string): [string, string] | null {
  const [, key, value] = /^\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)(.*)$/s.exec(text) ?? [];
  return key === undefined || value === undefined ? null : [key.toLowerCase(), value.trim()];
}

/** The jump host of `ssh -W %h:%p me@bastion`, however its few words are ordered; null for anything more. */
export function jumpOfProxyCommand(command: string): string | null {
  const words = shellWords(command, { comments: false });
  if (words?.[0] !== 'ssh') return null;
  const found = { forwards: false, user: '', port: '', host: '' };
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '-W') found.forwards = bothPlaces.test(words[++i] ?? '');
    else if (word.startsWith('-W')) found.forwards = bothPlaces.test(word.slice(2));
    else if (word === '-q') continue;
    else if (word === '-p') found.port = words[++i] ?? '';
    else if (word === '-l') found.user = words[++i] ?? '';
    else if (!word.startsWith('-') && found.host === '') found.host = word;
    else return null;
  }
  if (!found.forwards || found.host === '') return null;
  const user = found.user === '' || found.host.includes('@') ? '' : `${found.user}@`;
  return `${user}${found.host}${found.port === '' ? '' : `:${found.port}`}`;
}

const bothPlaces = /^\[?%h\]?:%p$/;

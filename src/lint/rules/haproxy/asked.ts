import { placeAfter, type Place } from '../../../core/place.ts';
import type { Script } from '../../scripts.ts';
import type { NodeView } from '../../view.ts';

/** An address with a port, in what a check script runs. */
export interface Asked {
  at: Place;
  host: string;
  port: number;
}

/** `http://HOST:PORT`, `HOST:PORT`, `nc HOST PORT`, `/dev/tcp/HOST/PORT`, in the command and in the script's lines. */
const target =
  /(?:\b(https?):\/\/|\/dev\/tcp\/|\bnc(?: -[A-Za-z0-9]+){0,4} |[\s"'])(\[[0-9a-fA-F:]{2,39}\]|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|localhost)(?:([:/ ])([0-9]{1,5}))?(?![0-9.:])/g;

/** By all checks of a node; a file that several of them run is read once. */
export function askedOn({ scripts }: NodeView): Asked[] {
  const checks = scripts.filter(({ role }) => role === 'check');
  const once = new Map(checks.map((script) => [script.source ?? script, script] as const));
  return [...once.values()].flatMap(askedBy);
}

function askedBy(script: Script): Asked[] {
  const { source } = script;
  const command = source === null ? [{ at: script as Place, text: ` ${script.command}` }] : [];
  const lines = (source?.text ?? '').split('\n').map((text, index) => ({
    at: { line: index + 1, column: 1, file: source?.shown ?? '' },
    text,
  }));
  return [...command, ...lines]
    .filter(({ text }) => !/^\s*#/.test(text))
    .flatMap(({ at, text }) =>
      [...text.slice(0, 1000).matchAll(target)].flatMap((match) => {
        const [, scheme, host = '', sign, said] = match;
        const port = scheme === undefined || sign === ':' ? said : undefined;
        const usual = scheme === 'https' ? '443' : scheme && '80';
        const used = port ?? usual;
        if (used === undefined) return [];
        const place = source === null ? at : placeAfter(at, text.slice(0, match.index));
        return [{ at: place, host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(used) }];
      }),
    );
}

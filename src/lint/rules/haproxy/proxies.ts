import type { Statement } from '../../../haproxy/config/sections.ts';
import { proxiesOf, proxyModelOf, type Proxy } from '../../../haproxy/model/proxy.ts';
import type { BindModel, ProxyModel, ServerModel } from '../../../haproxy/model/types.ts';
import type { HaproxyView, NodeView } from '../../view.ts';

/** A proxy as it is written, and as haproxy reads it. */
export interface ProxyView extends Proxy {
  model: ProxyModel;
  /** "backend app". */
  title: string;
  /** Its own lines after those that it inherits: the later one counts. */
  lines: readonly Statement[];
  /** Of a `frontend` or `listen`. */
  binds: BindModel[];
  /** Of a `backend` or `listen`. */
  servers: ServerModel[];
}

/** Half of the rules ask for them. */
interface Proxies {
  all: ProxyView[];
  frontends: ProxyView[];
  backends: ProxyView[];
}

const known = new WeakMap<HaproxyView, Proxies>();
const none: Proxies = { all: [], frontends: [], backends: [] };

/** Every proxy that is not disabled, in the order of the file. */
export function proxiesIn(node: NodeView): readonly ProxyView[] {
  return proxiesOn(node).all;
}

function proxiesOn({ haproxy }: NodeView): Proxies {
  if (haproxy === null) return none;
  const proxies = known.get(haproxy) ?? sorted(viewsOf(haproxy));
  known.set(haproxy, proxies);
  return proxies;
}

function sorted(views: readonly ProxyView[]): Proxies {
  const all = views.filter(({ model }) => !model.disabled);
  return {
    all,
    frontends: all.filter(({ section }) => section.kind !== 'backend'),
    backends: all.filter(({ section }) => section.kind !== 'frontend'),
  };
}

function viewsOf({ file, model }: HaproxyView): ProxyView[] {
  const frontends = new Map(model.frontends.map((one) => [one.line, one] as const));
  const backends = new Map(model.backends.map((one) => [one.line, one] as const));
  return proxiesOf(file.sections).map((proxy) => {
    const { section, inherited } = proxy;
    const front = frontends.get(section.line);
    const back = backends.get(section.line);
    return {
      ...proxy,
      model: front ?? back ?? proxyModelOf(proxy),
      title: `${section.kind} ${section.name ?? ''}`.trimEnd(),
      lines: [...inherited, ...section.statements],
      binds: front?.binds ?? [],
      servers: back?.servers ?? [],
    };
  });
}

export function frontendsIn(node: NodeView): readonly ProxyView[] {
  return proxiesOn(node).frontends;
}

export function backendsIn(node: NodeView): readonly ProxyView[] {
  return proxiesOn(node).backends;
}

/** One server of each line: a `server-template` makes many. */
export function oncePerLine(servers: readonly ServerModel[]): ServerModel[] {
  return servers.filter(({ line }, index) => servers[index - 1]?.line !== line);
}

/** Whether nothing of haproxy's configuration stands in other files, or is left out as in an example. */
export function isWhole(node: NodeView): boolean {
  return proxiesIn(node).some(({ servers }) => servers.length > 0) && !hasOtherFiles(node);
}

/** Whether haproxy reads more than its haproxy.cfg. */
export function hasOtherFiles({ node }: NodeView): boolean {
  return node.files.some(({ path }) => path.startsWith('/etc/haproxy/conf.d/'));
}

/** The words of a line, without its keyword. */
export function textsOf({ words }: Statement): string[] {
  return words.map(({ text }) => text);
}

/** Whether one of the lines begins with these words, and no `no` stands before it. */
export function says(lines: readonly Statement[], keyword: string, ...first: string[]): boolean {
  return lines.some(
    (line) =>
      line.keyword === keyword &&
      line.prefix === null &&
      first.every((word, index) => line.words[index]?.text === word),
  );
}

/** The `bind` lines of a `frontend` or `listen`, as they are written. */
export function bindLines({ section }: ProxyView): Statement[] {
  return section.statements.filter(({ keyword }) => keyword === 'bind');
}

/** Lines of all `global` sections. */
export function globalLines({ haproxy }: NodeView): Statement[] {
  return (haproxy?.file.sections ?? [])
    .filter(({ kind }) => kind === 'global')
    .flatMap(({ statements }) => statements);
}

/** Listeners or servers by their port. There may be thousands. */
export function byPortOf<T extends { port: number | null }>(
  all: readonly T[],
): Map<number | null, T[]> {
  const found = new Map<number | null, T[]>();
  for (const one of all) {
    const known = found.get(one.port);
    if (known) known.push(one);
    else found.set(one.port, [one]);
  }
  return found;
}

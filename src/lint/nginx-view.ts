import { posix } from 'node:path';
import { expandNginx } from '../nginx/expand.ts';
import { NGINX_CONF, parseNginx, type NginxFile } from '../nginx/parse.ts';
import type { SyntaxProblem } from '../nginx/token.ts';
import type { Directive } from '../nginx/tree.ts';
import { globOf } from './glob.ts';
import type { LintNode, SourceFile } from './subject.ts';

export interface NginxView {
  source: SourceFile;
  /** With the includes in their place. */
  directives: readonly Directive[];
  /** Of all files that are read. */
  problems: SyntaxProblem[];
  /** Whether something stands in a file that nobody gave us. */
  isPart: boolean;
  /** Whether something may: a pattern that finds nothing may be one of an empty directory. */
  mayBePart: boolean;
}

/** The nginx.conf of a node, with what it includes. Never throws, whatever the files hold. */
export function readNginx(node: LintNode): NginxView | null {
  const source = node.files.find(({ path }) => path === NGINX_CONF);
  if (source === undefined) return null;
  const parsed = new Map<string, NginxFile>();
  const read = ({ path, text, shown }: SourceFile): NginxFile => {
    const file = parsed.get(path) ?? parseNginx(text, shown);
    parsed.set(path, file);
    return file;
  };
  const below = node.files
    .filter(({ path }) => path.startsWith('/etc/'))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const { directives, unknown } = expandNginx(read(source), (pattern) => {
    const isMeant = globOf(posix.resolve('/etc/nginx', pattern));
    return below.filter(({ path }) => isMeant(path)).map(read);
  });
  const asked = unknown.filter((path) => !ofTheDistribution.test(path));
  return {
    source,
    directives,
    problems: [...parsed.values()].flatMap(({ problems }) => problems),
    isPart: asked.some((path) => !/[*?[]/.test(path)),
    mayBePart: asked.length > 0,
  };
}

/** Types of files, variables for other protocols, modules: no rule asks for what they say. */
const ofTheDistribution =
  /(^|\/)(mime\.types|(fastcgi|uwsgi|scgi)(_params|\.conf)|modules(-enabled)?\/\*\.conf)$/;

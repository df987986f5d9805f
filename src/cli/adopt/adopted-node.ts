import type { AdoptedFile, AdoptedNode } from '../../adopt/pair.ts';
import { badInput, type Problem } from '../../core/failure.ts';
import { matchesGlob } from '../../lint/glob.ts';
import type { LintNode, SourceFile } from '../../lint/subject.ts';
import { HAPROXY_CFG, KEEPALIVED_CONF, viewOf } from '../../lint/view.ts';
import { namedBy } from '../lint-sources/named-files.ts';

/** Programs of packages: nobody's to keep in a project. */
const ofPackages = /^\/(usr\/)?(bin|sbin|lib\w*|share)\//;

/** A path that a file step takes. */
const normal = /^(\/(?!\.{1,2}(\/|$))[^/\p{Cc}]+)+$/u;

/** A node's files, read. Throws `bad-input` where they cannot be taken over. */
export function adoptedNode(
  source: LintNode,
  host: Pick<AdoptedNode, 'name' | 'address' | 'connection'>,
): AdoptedNode {
  const [view] = viewOf({ cluster: null, nodes: [source] }).nodes;
  const keepalived = view?.keepalived ?? null;
  const problems = [
    ...(keepalived === null ? [missing(source, KEEPALIVED_CONF)] : []),
    ...(view?.haproxy || source.isAbsent(HAPROXY_CFG) || !isLive(source)
      ? []
      : [missing(source, HAPROXY_CFG)]),
    ...[keepalived?.source, view?.haproxy?.source].flatMap((file) =>
      file?.text.includes('\uFFFD') ? [notText(file)] : [],
    ),
  ];
  if (problems.length > 0 || keepalived === null) throw badInput(...problems);
  return {
    ...host,
    keepalived: {
      file: fileOf(keepalived.source),
      statements: keepalived.statements,
      model: keepalived.model,
    },
    haproxy: view?.haproxy
      ? {
          file: fileOf(view.haproxy.source),
          parsed: view.haproxy.file,
          model: view.haproxy.model,
        }
      : null,
    others: othersOf(source),
  };
}

/** Of directories nothing can be told to be missing: there the file is not, and that is all. */
function isLive({ interfaces }: LintNode): boolean {
  return interfaces !== null;
}

function othersOf(source: LintNode): AdoptedFile[] {
  const { includes, scripts } = namedBy(source);
  return source.files
    .filter(({ path }) => path !== KEEPALIVED_CONF && path !== HAPROXY_CFG)
    .filter(({ path }) => !ofPackages.test(path) && normal.test(path))
    .filter(
      ({ path }) =>
        scripts.includes(path) || includes.some((pattern) => matchesGlob(path, pattern)),
    )
    .filter(({ text }) => !text.includes('\uFFFD'))
    .map((file) => {
      const known = fileOf(file);
      // Copies lose the right to be run more often than nodes do.
      const isCopy = file.owner === null && scripts.includes(file.path);
      return isCopy ? { ...known, mode: '0755' } : known;
    });
}

function fileOf({ path, text, mode, owner }: SourceFile): AdoptedFile {
  const [user = 'root', group = 'root'] = owner?.split(':') ?? [];
  // A copy has its owner's umask: what others may write there says nothing of the node.
  const bits = owner === null ? (mode ?? 0o644) & 0o755 : (mode ?? 0o644);
  return { path, text, mode: bits.toString(8).padStart(4, '0'), owner: user, group };
}

function missing(node: LintNode, path: string): Problem {
  return {
    message: `${node.name}: ${path} ${node.isAbsent(path) ? 'is not there' : 'cannot be read as a plain text file of at most 1 MiB'}`,
    hint: 'both nodes of a pair have a keepalived.conf; it and haproxy.cfg are plain files, no links',
  };
}

function notText({ shown }: SourceFile): Problem {
  return {
    message: `${shown}: is not UTF-8, and could not be written back as it is`,
    hint: 'convert it on both nodes first, as with: iconv -f latin1 -t utf-8',
  };
}

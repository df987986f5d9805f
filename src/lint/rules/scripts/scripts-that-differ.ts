import type { Observation } from '../../rule.ts';
import { sourceOf } from '../../shell/body.ts';
import type { SourceFile } from '../../subject.ts';
import type { NodeView } from '../../view.ts';

/** Checks of one path that are others on two nodes, where the content is known on both. */
export function scriptsThatDiffer(nodes: NodeView[]): Observation[] {
  const first = new Map<string, { text: string; node: NodeView }>();
  const told = new Set<SourceFile>();
  return nodes.flatMap((node) =>
    node.scripts.flatMap((script): Observation[] => {
      const source = script.role === 'check' ? sourceOf(script, node) : null;
      if (source === null) return [];
      const before = first.get(source.path);
      if (before === undefined) first.set(source.path, { text: source.text, node });
      if (before === undefined || before.node === node || before.text === source.text) return [];
      if (told.has(source)) return [];
      told.add(source);
      const lines = before.text.split('\n');
      const line = source.text.split('\n').findIndex((text, at) => text !== lines[at]);
      return [
        {
          at: { line: Math.max(0, line) + 1, column: 1, file: source.shown },
          node: node.name,
          message: `${source.path} on ${node.name} is another than on ${before.node.name}`,
        },
      ];
    }),
  );
}

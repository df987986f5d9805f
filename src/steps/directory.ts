import * as z from 'zod';
import { Unplannable, type StepKind } from '../core/step.ts';
import { absolutePath, accountName, fileMode, requireParent } from './path.ts';
import { parentOf } from './file.ts';

const params = z.strictObject({
  path: absolutePath,
  mode: fileMode.default('0755'),
  owner: accountName.default('root'),
  group: accountName.default('root'),
});

export type DirectoryParams = z.infer<typeof params>;

export const directoryStep: StepKind<DirectoryParams> = {
  kind: 'directory',
  about: 'A directory with this mode and owner; what is in it is left alone.',
  params: params,

  needs({ path }) {
    return [
      { query: 'file', path },
      { query: 'file', path: parentOf(path) },
    ];
  },

  plan(facts, { path, ...after }) {
    const fact = facts.files[path] ?? { type: 'absent' };
    if (fact.type === 'absent') {
      const predicted = requireParent(facts, path) === 'predicted';
      return [
        {
          op: 'directory',
          path,
          before: null,
          after,
          title: `create directory ${path}`,
          predicted,
        },
      ];
    }
    if (fact.type !== 'directory') {
      throw new Unplannable(`${path} exists and is not a directory`, 'move it away first');
    }
    const before = { mode: fact.mode, owner: fact.owner, group: fact.group };
    const same =
      before.mode === after.mode && before.owner === after.owner && before.group === after.group;
    return same
      ? []
      : [{ op: 'directory', path, before, after, title: `change directory ${path}` }];
  },
};

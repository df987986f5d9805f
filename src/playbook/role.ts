import { Failed, type Place, type Problem } from '../core/failure.ts';
import { name as nameSchema } from '../core/schema.ts';
import { roleFrame, type RawStep } from './frame.ts';
import { findIn, nearIn, readSource, type StepSource } from './source.ts';

export interface Role {
  name: string;
  source: StepSource;
  steps: RawStep[];
}

interface Including {
  /** Directories of roles, the project's own first. */
  dirs: readonly string[];
  /** Roles within which the include stands, outermost first. */
  above: readonly string[];
  /** Of the include. */
  at: { place: Place; path: string };
}

/** The role that an include names, or what is wrong: with the include there, with the role in its own file. */
export function openRole(wanted: unknown, { dirs, above, at }: Including): Role | Problem[] {
  const checked = nameSchema('a role').safeParse(wanted);
  if (!checked.success) {
    return [{ message: 'must be the name of a role', ...at, hint: nearIn(dirs, null, 'roles') }];
  }
  const name = checked.data;
  if (above.includes(name)) {
    const circle = [...above.slice(above.indexOf(name)), name].join(' → ');
    return [{ message: `roles include each other in a circle: ${circle}`, ...at }];
  }
  const file = findIn(dirs, name);
  if (file === null) {
    return [{ message: `no role \`${name}\``, ...at, hint: nearIn(dirs, name, 'roles') }];
  }
  try {
    const { source, data } = readSource(file, roleFrame, { key: 'role', what: 'role' });
    return { name, source, steps: data.steps };
  } catch (error) {
    if (error instanceof Failed && error.failure.reason === 'bad-input') {
      return error.failure.problems;
    }
    throw error;
  }
}

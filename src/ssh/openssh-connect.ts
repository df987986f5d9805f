import { badInput } from '../core/failure.ts';
import type { Session, Target } from '../core/session.ts';

export function connectThroughOpenssh(target: Target): Promise<Session> {
  return Promise.reject(
    badInput({ message: `${target.name}: transport openssh is not there yet` }),
  );
}

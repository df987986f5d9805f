import type { Connect } from '../core/session.ts';
import type { SshEnvironment } from './environment.ts';
import { checkNamedIdentities } from './identity-named.ts';

/** Opens sessions over the transport that each target names; only that transport's library is loaded. */
export function connectWith(environment: SshEnvironment): Connect {
  return async (target) => {
    await checkNamedIdentities(target);
    switch (target.transport) {
      case 'ssh2':
        return (await import('./ssh2-connect.ts')).connectInProcess(target, environment);
      case 'openssh':
        return (await import('./openssh-connect.ts')).connectThroughOpenssh(target, environment);
    }
  };
}

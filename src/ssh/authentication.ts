import type { AgentAuthMethod, AuthHandlerMiddleware, PublicKeyAuthMethod } from 'ssh2';
import { type AgentKey, listAgentKeys } from './agent.ts';
import { type Identity, readIdentity } from './identity-file.ts';
import { isDefaultIdentity } from './host-config.ts';

/** One key we can prove to hold. */
export interface Offer {
  /** For the failure: "~/.ssh/id_ed25519", "agent key ops@laptop". */
  label: string;
  method: PublicKeyAuthMethod | AgentAuthMethod;
}

export interface Credentials {
  offers: Offer[];
  /** What could not be offered, and why; told only when the host refuses everything else. */
  notes: string[];
}

export interface CredentialSources {
  user: string;
  /** Named by the user for this very host. */
  explicitFiles: string[];
  /** From ssh_config, or ssh's defaults. */
  configuredFiles: string[];
  identitiesOnly: boolean;
  /** Socket path. */
  agent: string | null;
}

/**
 * All keys in the order to try. As ssh: keys of the agent that the configuration names, then the agent's
 * others, then files. Unlike ssh, files named for this host come before the agent's unnamed keys: an
 * agent with many keys else uses up the server's MaxAuthTries.
 */
export async function gatherCredentials(sources: CredentialSources): Promise<Credentials> {
  const notes: string[] = [];
  const explicit = await Promise.all(sources.explicitFiles.map(readIdentity));
  // As with `ssh -i`: the default keys are for those who name none.
  const configuredFiles = sources.configuredFiles.filter(
    (path) =>
      !sources.explicitFiles.includes(path) && (explicit.length === 0 || !isDefaultIdentity(path)),
  );
  const configured = await Promise.all(configuredFiles.map(readIdentity));
  const agentKeys = await agentKeysOf(sources, notes);

  const named: Offer[] = [];
  const ownFiles: Offer[] = [];
  const otherFiles: Offer[] = [];
  for (const identity of [...explicit, ...configured]) {
    const held = take(agentKeys, identity);
    if (held !== null) {
      named.push(agentOffer(sources.user, held, `${identity.path} (agent)`));
    } else if (identity.privateKey !== null) {
      const offers = explicit.includes(identity) ? ownFiles : otherFiles;
      offers.push(fileOffer(sources.user, identity.path, identity.privateKey));
    } else if (!(identity.missing && isDefaultIdentity(identity.path))) {
      notes.push(`${identity.path} (not tried: ${identity.trouble})`);
    }
  }
  const unnamed = sources.identitiesOnly ? [] : agentKeys;
  const others = unnamed.map((key) =>
    agentOffer(sources.user, key, `agent key ${key.key.comment || key.key.type}`),
  );
  return { offers: [...named, ...ownFiles, ...others, ...otherFiles], notes };
}

async function agentKeysOf(sources: CredentialSources, notes: string[]): Promise<AgentKey[]> {
  if (sources.agent === null) {
    notes.push('no agent');
    return [];
  }
  try {
    return await listAgentKeys(sources.agent);
  } catch (error) {
    notes.push(`agent ${sources.agent} (not usable: ${(error as Error).message})`);
    return [];
  }
}

/** Removes the key from the list, so that no key is offered twice. */
function take(keys: AgentKey[], identity: Identity): AgentKey | null {
  const { publicKey } = identity;
  if (publicKey === null) return null;
  const index = keys.findIndex(({ key }) => key.getPublicSSH().equals(publicKey));
  return index < 0 ? null : (keys.splice(index, 1)[0] ?? null);
}

function agentOffer(username: string, agent: AgentKey, label: string): Offer {
  return { label, method: { type: 'agent', username, agent } };
}

function fileOffer(username: string, label: string, key: PublicKeyAuthMethod['key']): Offer {
  return { label, method: { type: 'publickey', username, key } };
}

/**
 * Offers one key after the other to ssh2, without the `none` request that ssh2 begins with by default (a
 * round trip). `tried` grows by what was offered, and by what the server would rather have.
 */
export function offerInTurn(offers: Offer[], tried: string[]): AuthHandlerMiddleware {
  const left = [...offers];
  return (methods, partialSuccess, next) => {
    if (partialSuccess) {
      const wanted = methods.join(' or ');
      tried.push(`the host wants ${wanted} after the key: only transport openssh may do that`);
      return next(false as never);
    }
    // null before the first answer, whatever the types say.
    const keysAccepted = (methods as string[] | null)?.includes('publickey') ?? true;
    const offer = keysAccepted ? left.shift() : undefined;
    if (!keysAccepted) tried.push(`the host takes no keys, only ${methods.join(', ')}`);
    if (offer === undefined) return next(false as never);
    tried.push(offer.label);
    next(offer.method);
  };
}

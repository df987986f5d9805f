import ssh2 from 'ssh2';
import type { IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import type { SshEnvironment } from './environment.ts';
import type { HostConfig } from './host-config.ts';

/** Path of the agent's socket by ssh_config IdentityAgent and SSH_AUTH_SOCK; null: no agent. */
export function agentSocket(
  config: Pick<HostConfig, 'identityAgent'>,
  environment: SshEnvironment,
): string | null {
  switch (config.identityAgent) {
    case 'none':
      return null;
    case null:
    case 'SSH_AUTH_SOCK':
    case '$SSH_AUTH_SOCK':
      return environment.agentSocket || null;
    default:
      return config.identityAgent;
  }
}

/** One key of an agent, to be offered by itself: the order of all keys is ours to choose. */
export class AgentKey extends ssh2.BaseAgent<ParsedKey> {
  readonly key: ParsedKey;
  readonly #agent: ssh2.OpenSSHAgent;

  constructor(agent: ssh2.OpenSSHAgent, key: ParsedKey) {
    super();
    this.#agent = agent;
    this.key = key;
  }

  override getIdentities(done: IdentityCallback<ParsedKey>): void {
    done(undefined, [this.key]);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    if (typeof options === 'function') this.#agent.sign(key, data, {}, options);
    else this.#agent.sign(key, data, options, done);
  }
}

const patienceMs = 3000;

/** The agent's keys; rejects when nothing answers at the socket. */
export function listAgentKeys(socket: string): Promise<AgentKey[]> {
  const agent = new ssh2.OpenSSHAgent(socket);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the agent gives no answer')), patienceMs);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve((keys ?? []).map((key) => new AgentKey(agent, key as ParsedKey))); // never the entry form
    });
  });
}

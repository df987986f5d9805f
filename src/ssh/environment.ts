/** What OpenSSH would take from the process around it; handed in, so that no code here reads the process. */
export interface SshEnvironment {
  /** SSH_AUTH_SOCK. */
  agentSocket?: string | undefined;
  /** In place of ~/.ssh/config and /etc/ssh/ssh_config, as `ssh -F`. */
  configFile?: string | undefined;
}

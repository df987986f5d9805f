import { badInput } from '../core/failure.ts';

export interface Jump {
  /** As written. */
  text: string;
  address: string;
  port?: number;
  user?: string;
}

/** Narrow on purpose: ssh puts these into a shell command line. */
const pattern =
  /^(?:(?<user>[\w.@+-]+)@)?(?:\[(?<v6>[\da-fA-F:.%\w]+)\]|(?<name>[\w.%-]+))(?::(?<port>\d{1,5}))?\/?$/;

/** ssh_config(5) ProxyJump: "[user@]host[:port],…", also as "ssh://…", IPv6 in brackets; first hop first. */
export function parseJumps(value: string, host: string): Jump[] {
  return value.split(',').map((text) => {
    const bare = text.trim().replace(/^ssh:\/\//, '');
    const match = pattern.exec(bare);
    const { user, v6, name, port } = match?.groups ?? {};
    const address = v6 ?? name;
    if (address === undefined || address.startsWith('-'))
      throw badInput({ message: `${host}: "${text}" is not a jump host (user@host:port)` });
    return {
      text: bare,
      address,
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port: Number(port) }),
    };
  });
}

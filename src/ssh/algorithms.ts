import type { Algorithms } from 'ssh2';

/**
 * Fastest first, then what older servers speak. No SHA-1 key exchange, no CBC, no DSA.
 * chacha20 comes after AES: OpenSSL has AES in hardware, ssh2 has its poly1305 in WebAssembly.
 */
const keyExchange = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
] as const;

const ciphers = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
] as const;

const hostKeys = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
] as const;

/** Known types of host key come first, as in ssh: else a server with several keys shows one we do not know. */
export function algorithmsFor(knownTypes: string[]): Algorithms {
  const known = (algorithm: string): boolean =>
    knownTypes.includes(algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);
  return {
    kex: [...keyExchange],
    cipher: [...ciphers],
    serverHostKey: [...hostKeys.filter(known), ...hostKeys.filter((name) => !known(name))],
    compress: ['none'],
  };
}

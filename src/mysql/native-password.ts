import { createHash } from 'node:crypto';
import { Secret } from '../core/secret.ts';

/**
 * What a server keeps of a password (mysql_native_password): with it an account can be made, but nobody can log in. So
 * the password itself is in no statement that a log of the server might keep. Still a secret: it can be guessed at.
 */
export function nativePassword(password: Secret): Secret {
  const once = createHash('sha1').update(password.reveal()).digest();
  const twice = createHash('sha1').update(once).digest('hex');
  return new Secret(`${password.name} (hash)`, `*${twice.toUpperCase()}`);
}

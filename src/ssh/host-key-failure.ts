import { Failed } from '../core/failure.ts';
import { fingerprint, type Verdict } from './host-key.ts';
import { typeOfKey } from './known-hosts.ts';
import { hostWords } from './words.ts';

type Refused = Exclude<Verdict, { verdict: 'known' }>;

export function hostKeyFailure(
  verdict: Refused,
  key: Buffer,
  about: { host: string; address: string; knownHosts: string[] },
): Failed {
  const { host, address } = about;
  const shown = { host, address, fingerprint: fingerprint(key) };
  const keyType = hostWords(typeOfKey(key) ?? 'unreadable');
  switch (verdict.verdict) {
    case 'changed':
      return new Failed({ reason: 'host-key-changed', ...shown, keyType, place: verdict.place });
    case 'revoked':
      return new Failed({ reason: 'host-key-revoked', ...shown, place: verdict.place });
    case 'unknown':
      return new Failed({
        reason: 'host-key-unknown',
        ...shown,
        keyType,
        knownHosts: about.knownHosts,
        ...(verdict.certified === null
          ? {}
          : {
              hint: `${verdict.certified.file}:${verdict.certified.line} trusts a certificate authority for this host; transport ssh2 knows no host certificates: use transport openssh`,
            }),
      });
  }
}

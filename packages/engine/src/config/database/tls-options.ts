import type { ConnectionOptions } from 'node:tls';
import { assertNever } from '../../errors';
import type { SslSettings } from '../settings';

/** What Node's TLS, and so `pg`, needs for an SSL mode: `require` encrypts, `verify-ca` adds the chain, `verify-full` the host name. */
export function tlsOptions(ssl: SslSettings): ConnectionOptions {
  const files = { ca: ssl.ca, cert: ssl.cert, key: ssl.key };
  switch (ssl.mode) {
    case 'require':
      return { ...files, rejectUnauthorized: false };
    case 'verify-ca':
      return { ...files, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ...files, rejectUnauthorized: true };
    default:
      return assertNever(ssl.mode);
  }
}

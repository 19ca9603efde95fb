import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

/** The certificates that Node trusts, as PEM text: its own list, and those of NODE_EXTRA_CA_CERTS. */
export function trustedCertificates(): string {
  const extraPath = process.env.NODE_EXTRA_CA_CERTS;
  const extra = extraPath ? readIfThere(extraPath) : [];
  return [...rootCertificates, ...extra].join('\n');
}

/** Node itself only warns of a file that it cannot read. */
function readIfThere(path: string): readonly string[] {
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    return [];
  }
}

import { createClient } from '../../postgres/connection/driver-client';
import type { Container } from './container';
import type { Credentials } from './credentials';
import { runProgram } from './run-program';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * The address at which a container's server is reached from here, proved: undefined when its port is not published, when
 * nobody answers there, and when somebody else does. On a machine whose engine is elsewhere, or where another server has
 * the port, a client on it would silently talk to a stranger.
 */
export async function findPublishedPort(
  container: Container,
  port: number,
  credentials: Credentials,
): Promise<Address | undefined> {
  const address = addressesOf(container, port)[0];
  return address && (await isServerOf(container, address, credentials)) ? address : undefined;
}

/** Those of IPv4 first; a port that is published everywhere is one of this machine. */
function addressesOf({ publishedPorts }: Container, port: number): readonly Address[] {
  const everywhere: Readonly<Record<string, string>> = { '': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1' };
  return (publishedPorts[`${port}/tcp`] ?? [])
    .map((published) => ({ host: everywhere[published.host] ?? published.host, port: published.port }))
    .sort((one, other) => Number(one.host.includes(':')) - Number(other.host.includes(':')));
}

/**
 * Whether the server at an address runs in that container: the process that serves our connection must be one of the
 * container's, which the engine lists. PostgreSQL writes user, database and our address, as it sees it, into the name of
 * the process. No program is started in the container. Where the names are not kept up to date
 * (`update_process_title = off`), and while the server cannot be connected to, the answer is no.
 */
export async function isServerOf(container: Container, address: Address, credentials: Credentials): Promise<boolean> {
  const config = { ...address, ...credentials, ssl: false, connectionTimeoutMillis: answerWithinMs };
  const client = createClient(config, 'ignored');
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(selectOurAddressSql);
    const { code, stdout } = await runProgram('docker', ['container', 'top', container.id]);
    const { user, database } = credentials;
    return code === 0 && stdout.includes(` ${user} ${database} ${rows[0]?.address} `);
  } catch {
    // Whatever it was, the tunnel to the server itself will meet it too and tell, or will not.
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** As in the name of the process, `172.17.0.1(54321)`. */
const selectOurAddressSql = `SELECT pg_catalog.concat(pg_catalog.host(pg_catalog.inet_client_addr()), '(', pg_catalog.inet_client_port(), ')') AS address`;

/** Long for a server of this machine. */
const answerWithinMs = 3_000;

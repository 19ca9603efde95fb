import type { Duplex } from 'node:stream';
import { collectSecrets } from '../../config/redact-secrets';
import type { DockerDatabase, ServerDatabase } from '../../config/settings';
import type { Container } from './container';
import { type Credentials, readCredentials } from './credentials';
import { type ComposeFolders, findContainer, inspectRunning } from './find-container';
import { joinNetwork } from './join-network';
import { findPublishedPort } from './published-port';
import { openTunnel } from './tunnel';

/** How the database in a container is connected to. */
export interface DockerAddress {
  readonly database: ServerDatabase;
  /** Makes what the bytes of one connection go over; an ordinary socket unless set. */
  readonly stream?: () => Duplex;
}

/** A network for a sidecar, and where the server is in it. */
export interface SidecarRoute {
  readonly network: string;
  readonly host: string;
  readonly port: number;
}

/** A database in a container, found. */
export interface OpenDocker {
  readonly container: Container;
  readonly credentials: Credentials;
  /** How a sidecar reaches the server now. Throws when the container does not run any more. */
  route(): Promise<SidecarRoute>;
  /** For one connection. Looks again whether the container runs, and where, when it is reached through a tunnel. */
  address(): Promise<DockerAddress>;
}

/** What finding a container needs to know, and tells. */
export interface DockerSurroundings extends ComposeFolders {
  /** Called with the secrets of the container's environment, before anything is done with them. */
  readonly learnSecrets?: ((secrets: readonly string[]) => void) | undefined;
}

/**
 * Finds the container of a database, and whether its server is reached by a published port or through a tunnel. With
 * `network` it is the tunnel, in that network. Starts nothing and writes nothing.
 * Throws the errors of Docker: DOCKER_*, COMPOSE_*, SERVICE_UNKNOWN, CONTAINER_*, NETWORK_UNKNOWN.
 */
export async function openDocker(settings: DockerDatabase, surroundings: DockerSurroundings): Promise<OpenDocker> {
  const container = await findContainer(settings, surroundings);
  const credentials = await readCredentials(settings, container);
  surroundings.learnSecrets?.(collectSecrets({ ...settings, ...credentials }, container.environment));
  const { port, network } = settings;
  if (network !== undefined) await joinNetwork(container, network);
  const published = network === undefined ? await findPublishedPort(container, port, credentials) : undefined;
  const database = (host: string, at: number): ServerDatabase => ({
    kind: 'server',
    host,
    port: at,
    ...credentials,
    ssl: undefined,
  });
  const find = async () => {
    const now = await inspectRunning(container.id);
    return { now, route: { port, ...(network === undefined ? besideServer(now) : await joinNetwork(now, network)) } };
  };
  const byPort = published && { database: database(published.host, published.port) };
  return {
    container,
    credentials,
    route: async () => (await find()).route,
    address: async () => {
      if (byPort) return byPort;
      const { now, route } = await find();
      return {
        database: database(`container ${now.name}`, port),
        stream: () => openTunnel({ container: now, ...route }),
      };
    },
  };
}

/**
 * Within the container's own network, but not by its loopback address, for which the official image asks no password:
 * a wrong one is to be noticed. In the host's network there is no other.
 */
export function besideServer({ id, addresses }: Container): { readonly network: string; readonly host: string } {
  return {
    network: `container:${id}`,
    host: Object.values(addresses).find((address) => address !== '') ?? '127.0.0.1',
  };
}

import { EngineError } from '../../errors';
import type { Container } from './container';
import { runDocker } from './run-program';

/**
 * A network's own name, and the container's address in it. Compose puts its project's name before that of the file, so
 * `backend` also means `shop_backend`. Throws NETWORK_UNKNOWN.
 */
export async function joinNetwork(
  { name: container, labels, addresses }: Container,
  name: string,
): Promise<{ readonly network: string; readonly host: string }> {
  const composed = `${labels['com.docker.compose.project']}_${name}`;
  const network = [name, composed].find((candidate) => addresses[candidate] !== undefined);
  const host = network && addresses[network];
  if (network && host) return { network, host };
  const joined = Object.keys(addresses);
  const all = (await runDocker(['network', 'ls', '--format', '{{.Name}}'])).split('\n').filter(Boolean);
  const isThere = all.includes(name) || all.includes(composed);
  throw new EngineError(
    'NETWORK_UNKNOWN',
    isThere ? `Container ${container} is not in the network "${name}".` : `There is no network "${name}".`,
    {
      hint: `Name a network that the container is in, or none: ${joined.join(', ') || '(it is in none)'}.`,
      fields: { network: name, container, joined },
    },
  );
}

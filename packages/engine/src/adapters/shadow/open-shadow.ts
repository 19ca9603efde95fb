import type { Shadow, ShadowRequest } from '../../checks/shadow/shadow';
import type { ShadowServer } from '../../config/settings';
import { assertNever } from '../../errors';
import { describeUnset } from './describe-unset';
import { HostedShadow } from './hosted-shadow';
import { openDockerHost } from './hosts/docker-host';
import { openEmbeddedHost } from './hosts/embedded-host';
import type { ShadowHost, ShadowSurroundings } from './hosts/shadow-host';
import { openUrlHost } from './hosts/url-host';

/**
 * Opens a shadow where the config says. Throws EMBEDDED_BINARIES_MISSING and EMBEDDED_START_FAILED; of a server
 * SHADOW_IS_LIVE, SHADOW_MAJOR_MISSING, PRIVILEGE_MISSING and the errors of connecting; CONFIG_INVALID where a variable is
 * not set.
 */
export async function openShadow(
  server: ShadowServer,
  request: ShadowRequest,
  surroundings: ShadowSurroundings,
): Promise<Shadow> {
  return HostedShadow.open(await openHost(server, request, surroundings), surroundings);
}

function openHost(server: ShadowServer, request: ShadowRequest, surroundings: ShadowSurroundings): Promise<ShadowHost> {
  switch (server.kind) {
    case 'embedded':
      return openEmbeddedHost(request, surroundings);
    case 'url':
      return openUrlHost(server, request, surroundings);
    case 'docker':
      return openDockerHost(server.source, request, surroundings);
    case 'unset':
      throw describeUnset(server.path);
    default:
      return assertNever(server);
  }
}

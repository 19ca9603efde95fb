import type { Shadow, ShadowRequest } from '../../checks/shadow/shadow';
import type { ShadowServer } from '../../config/settings';
import { assertNever, EngineError } from '../../errors';
import { describeUnset } from './describe-unset';
import { openEmbeddedHost } from './embedded-host';
import { HostedShadow } from './hosted-shadow';
import type { ShadowHost, ShadowSurroundings } from './shadow-host';
import { openUrlHost } from './url-host';

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
      throw new EngineError('NOT_BUILT_YET', 'docker');
    case 'unset':
      throw describeUnset(server.path);
    default:
      return assertNever(server);
  }
}

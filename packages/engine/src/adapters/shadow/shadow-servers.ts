import { join } from 'node:path';
import type { ShadowServers, WantedServer } from '../../checks/shadow/shadow';
import type { ShadowServer } from '../../config/settings';
import { assertNever, EngineError } from '../../errors';
import { openMaintenance } from '../../postgres/database/maintenance-session';
import { findServerImage } from '../docker/server-image';
import { locateBinaries } from '../embedded/binaries/binaries';
import { embeddedMajor, embeddedMajors } from '../embedded/binaries/majors';
import { packagedExtensions } from '../embedded/binaries/packaged-extensions';
import { whyNotWritable } from '../writable-folder';
import { describeUnset } from './describe-unset';
import { refuseImage } from './hosts/docker-host';
import type { ShadowSurroundings } from './hosts/shadow-host';
import { accessTo, findUrlServer, readUrlServer, refuseSharedAddress } from './hosts/url-server';
import { refuseExtensions } from './refuse-extensions';

type Folders = Pick<ShadowSurroundings, 'projectRootPath' | 'workspacePath'>;

/** The servers that shadows of a project can be of, as its config says. */
export function shadowServers(
  server: ShadowServer,
  surroundings: Folders & Pick<ShadowSurroundings, 'clock'>,
): ShadowServers {
  switch (server.kind) {
    case 'embedded':
      return {
        // Once their package is installed.
        majors: async () => embeddedMajors,
        find: async (wanted) => findEmbeddedServer(wanted, surroundings),
      };
    case 'url':
      return {
        majors: async () => {
          refuseSharedAddress(server);
          const session = await openMaintenance(accessTo(server.database, surroundings));
          try {
            return [(await readUrlServer(session)).major];
          } finally {
            await session.close();
          }
        },
        find: (wanted) => findUrlServer(server, wanted, surroundings),
      };
    case 'docker':
      return {
        majors: async () => {
          const { major } = await findServerImage(server.source, surroundings);
          return major === undefined ? [] : [major];
        },
        find: async ({ major }) => refuseImage(await findServerImage(server.source, surroundings), major),
      };
    case 'unset': {
      const refuse = async () => {
        throw describeUnset(server.path);
      };
      return { majors: refuse, find: refuse };
    }
    default:
      return assertNever(server);
  }
}

/**
 * Looks for the server, its extensions, and whether its folder could be written. Throws EMBEDDED_BINARIES_MISSING,
 * EXTENSION_MISSING and EMBEDDED_START_FAILED.
 */
export function findEmbeddedServer({ major, extensions }: WantedServer, folders: Folders): void {
  const { path } = locateBinaries({
    major: embeddedMajor(major),
    fromPaths: [folders.projectRootPath, folders.workspacePath],
  });
  refuseExtensions(extensions, packagedExtensions(path), `the embedded PostgreSQL ${major}`);
  const folderPath = join(folders.projectRootPath, '.pgrestify');
  const reason = whyNotWritable(folderPath);
  if (reason === undefined) return;
  throw new EngineError('EMBEDDED_START_FAILED', `A shadow cannot be made: ${reason}.`, {
    hint: 'Give rights to write in .pgrestify of the project.',
  });
}

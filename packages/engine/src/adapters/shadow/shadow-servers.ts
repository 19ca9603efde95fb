import { join } from 'node:path';
import { EngineError } from '../../errors';
import { locateBinaries } from '../embedded/binaries/binaries';
import { embeddedMajor, embeddedMajors } from '../embedded/binaries/majors';
import { whyNotWritable } from '../writable-folder';

/** Majors that a shadow can be of, the lowest first, once their package is installed. */
export const shadowMajors = embeddedMajors;

/**
 * Looks for the server that a shadow of that major would be, and whether its folder could be written; starts nothing.
 * Throws EMBEDDED_BINARIES_MISSING and EMBEDDED_START_FAILED.
 */
export function findShadowServer(
  major: number,
  { projectRootPath, workspacePath }: { readonly projectRootPath: string; readonly workspacePath: string },
): void {
  locateBinaries({ major: embeddedMajor(major), fromPaths: [projectRootPath, workspacePath] });
  const reason = whyNotWritable(join(projectRootPath, '.pgrestify'));
  if (reason === undefined) return;
  throw new EngineError('EMBEDDED_START_FAILED', `A shadow cannot be made: ${reason}.`, {
    hint: 'Give rights to write in .pgrestify of the project.',
  });
}

import { isAbsolute, join, relative, sep } from 'node:path';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import { isInside } from '../../migrations/is-inside';
import type { ScriptReading } from '../../migrations/script/read-script';
import type { ScriptFiles } from '../../migrations/script/remember-scripts';

/** The script that `--file` names. */
export interface NamedFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly readScript: () => ScriptReading | undefined;
}

/**
 * Resolves `--file` against the workspace, and when there is no such file against the project, as a user of either
 * writes it. Throws FILE_OUTSIDE_WORKSPACE.
 */
export function resolveNamedFile(file: string, settings: Settings, files: ScriptFiles): NamedFile {
  const filePath = resolveNamedPath('file', file, settings, files);
  const path = relative(settings.workspacePath, filePath).split(sep).join('/');
  return { path, readScript: () => files.script({ filePath, path, role: 'script', id: path }) };
}

/** The absolute path of a file that an option names, likewise. Throws FILE_OUTSIDE_WORKSPACE. */
export function resolveNamedPath(
  option: string,
  file: string,
  { workspacePath, projectRootPath }: Settings,
  files: Pick<ScriptFiles, 'stamp'>,
): string {
  const candidates = isAbsolute(file) ? [file] : [join(workspacePath, file), join(projectRootPath, file)];
  for (const candidate of candidates) {
    refuseOutside(candidate, workspacePath, `--${option}=${file}`);
  }
  return candidates.find((candidate) => files.stamp(candidate) !== undefined) ?? candidates[0] ?? file;
}

function refuseOutside(path: string, workspacePath: string, named: string): void {
  if (isInside(workspacePath, path)) return;
  throw new EngineError('FILE_OUTSIDE_WORKSPACE', `${named} lies outside the workspace.`, {
    hint: 'Name a file of the workspace.',
  });
}

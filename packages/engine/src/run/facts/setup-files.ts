import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { RepeatableScript } from '../../migrations/migration';
import { readScript, workspaceRelativePath } from '../../migrations/script/read-script';
import type { SqlFiles } from '../../ports';

/**
 * The `shadow.setup` files of a project, in their order, as scripts that run first. Throws FILE_UNREADABLE for one that is
 * not there, FILE_OUTSIDE_WORKSPACE, and what is wrong in its bytes or head.
 */
export function readSetup(
  { workspacePath, shadow }: Pick<Settings, 'workspacePath' | 'shadow'>,
  files: SqlFiles,
): readonly RepeatableScript[] {
  return shadow.setupPaths.map((filePath) => {
    const path = workspaceRelativePath(workspacePath, filePath);
    const reading = readScript(files, { filePath, path, role: 'repeatable', id: path })?.reading;
    if (!reading) {
      throw new EngineError('FILE_UNREADABLE', `\`shadow.setup\` of the config names ${path}, which does not exist.`, {
        hint: 'Correct its name: it is relative to the project.',
        fields: { path },
      });
    }
    const problem = reading.problems.find(({ severity }) => severity === 'error');
    if (problem) {
      const at = problem.line === undefined ? path : `${path}:${problem.line}:${problem.column ?? 1}`;
      throw new EngineError('SHADOW_SETUP_FAILED', `${at}: ${problem.message}`, { fields: { path } });
    }
    return { kind: 'repeatable', id: path, phase: 'before', script: reading.script };
  });
}

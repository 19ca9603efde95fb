import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../plan';

/** A step that runs a script of which history says nothing. */
export function scriptStep({ id, version }: Pick<Step, 'id' | 'version'>, script: ParsedScript): Step {
  const { path } = script.script;
  return {
    action: 'script',
    id,
    version,
    path,
    source: 'file',
    script,
    file: undefined,
    expected: undefined,
    resumeAt: 0,
  };
}

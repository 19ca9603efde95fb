import { eventually } from '../eventually';
import { processesIn } from './processes-in';

/** Resolves when no shadow server of a workspace runs any more: each lives on for a second after its last use. */
export function shadowStopped(workspacePath: string): Promise<void> {
  return eventually('the shadow server stopped', () => processesIn(workspacePath).length === 0);
}

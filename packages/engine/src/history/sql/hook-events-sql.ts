import type { HookName } from '../../migrations/hooks/hook';
import type { Script } from '../../migrations/migration';
import type { RunIdentity } from '../store';
import { recordEventSql } from './history-sql';

/** The event of a hook that ran within a step, named after the hook, with the step's id. */
export function recordHookSql(run: RunIdentity, name: HookName, id: string, script: Script): string {
  const message = describeHookText(script);
  return recordEventSql(run, { action: name, id, outcome: 'succeeded', milliseconds: 'NULL', message });
}

/** What history keeps of a hook: which file, and which text it had. */
export function describeHookText({ path, checksum }: Pick<Script, 'path' | 'checksum'>): string {
  return `${path} (sha256 ${checksum})`;
}

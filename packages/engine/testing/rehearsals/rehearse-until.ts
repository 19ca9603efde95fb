import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import type { Settings } from '../../src/config/settings';
import type { MigrationEvent } from '../../src/events';
import type { CompiledSources } from '../processes/compiled-sources';

/** What a process is to rehearse. */
export interface RehearsalTask {
  readonly settings: Settings;
  readonly options: MigrateOptions;
}

/** What it says while it does. */
export interface RehearsalWord {
  readonly event: MigrationEvent;
}

/** A moment of a rehearsal, by what was reported last. */
export type RehearsalPhase = 'copying' | 'copied' | 'up' | 'down' | 'up again' | 'told';

/** All of them, in their order. */
export const rehearsalPhases: readonly RehearsalPhase[] = ['copying', 'copied', 'up', 'down', 'up again', 'told'];

/** Rehearses in a process of its own, and kills it with -9 as soon as it has come to the phase. */
export async function rehearseUntil(
  phase: RehearsalPhase,
  task: RehearsalTask,
  sources: CompiledSources,
): Promise<'killed' | 'ended'> {
  const child = spawn(process.execPath, [sources.pathOf('testing/rehearsals/rehearse-program.ts')], {
    env: { ...process.env, ...sources.env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  child.on('message', ({ event }: RehearsalWord) => {
    if (phaseOf(event) === phase) child.kill('SIGKILL');
  });
  child.send(task);
  const [, signal] = await exited;
  return signal === 'SIGKILL' ? 'killed' : 'ended';
}

function phaseOf(event: MigrationEvent): RehearsalPhase | undefined {
  switch (event.type) {
    case 'copy-started':
      return 'copying';
    case 'copy-finished':
      return 'copied';
    case 'rehearsal-pass-started':
      return event.pass === 'up-again' ? 'up again' : event.pass;
    case 'rehearsal-finished':
      return 'told';
    default:
      return undefined;
  }
}

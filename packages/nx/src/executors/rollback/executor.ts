import type { ExecutorContext } from '@nx/devkit';
import type { RollbackOptions } from '@pgrestify/engine';
import { runCommand } from '../run-command';

/** `nx run <project>:rollback`: see `rollback` of the engine. */
export default function rollback(options: RollbackOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runCommand(
    {
      name: 'rollback',
      run: ({ engine, settings, options, ports }) => engine.rollback(settings, options, ports),
      database: () => 'needed',
    },
    options,
    context,
  );
}

import type { ExecutorContext } from '@nx/devkit';
import type { RepairOptions } from '@pgrestify/engine';
import { runCommand } from '../run-command';

/** `nx run <project>:repair`: see `repair` of the engine. */
export default function repair(options: RepairOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runCommand(
    {
      name: 'repair',
      run: ({ engine, settings, options, ports }) => engine.repair(settings, options, ports),
      database: () => 'needed',
    },
    options,
    context,
  );
}

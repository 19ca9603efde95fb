import type { ExecutorContext } from '@nx/devkit';
import type { MigrateOptions } from '@pgrestify/engine';
import { runCommand } from '../run-command';

/** `nx run <project>:migrate`: see `migrate` of the engine. */
export default function migrate(options: MigrateOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runCommand(
    {
      name: 'migrate',
      run: ({ engine, settings, options, ports }) => engine.migrate(settings, options, ports),
      database: () => 'needed',
      migratesWith: (options) => options,
    },
    options,
    context,
  );
}

import type { ExecutorContext } from '@nx/devkit';
import type { StatusOptions } from '@pgrestify/engine';
import type { CommandInput } from '../command';
import { runCommand } from '../run-command';

/** `nx run <project>:status`: see `status` of the engine. */
export default function status(options: StatusOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runCommand({ name: 'status', run: printStatus, database: () => 'needed' }, options, context);
}

async function printStatus({ engine, settings, options, ports, write }: CommandInput<StatusOptions>) {
  const result = await engine.status(settings, options, ports);
  const view = options.follow
    ? 'logs-so-far'
    : ((['current', 'logs', 'history'] as const).find((name) => options[name]) ?? 'table');
  write(options.json ? `${engine.statusJson(result)}\n` : engine.describeStatus(result, view));
  if (options.follow) {
    const describe = options.json ? engine.eventsJson : engine.describeEvents;
    await engine.followLog({ options, known: result, onEvents: (events) => write(describe(events)) }, ports);
  }
  return result;
}

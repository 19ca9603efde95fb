import type { ExecutorContext } from '@nx/devkit';
import { taskKey } from '../../guard/task-name';
import type { Engine } from '../../load-engine';
import { isCached } from '../task/is-cached';
import type { TaskContext } from '../task/task-context';

/**
 * Refuses a task on a live database whose result Nx would keep: the next one would be shown as done and not be done. What
 * the plugin infers is `cache: false`, but `targetDefaults` of nx.json and the project go over it. Nx keeps no result of
 * a task that failed, so that one refused here is never shown again as done. Throws TARGET_CACHED or OPTION_INVALID.
 */
export function refuseCached({ EngineError }: Engine, task: TaskContext, context: ExecutorContext): void {
  if (!isCached(context)) return;
  // Of `validate` it is right that Nx keeps the result, and only the option is not.
  if (context.target?.executor === '@pgrestify/nx:validate' && task.ownOptions.afterMigration !== true) {
    const message = `--after-migration reads a live database, and Nx keeps the result of ${task.target}.`;
    throw new EngineError('OPTION_INVALID', message, {
      hint: `Run \`nx run ${task.project}:drift\`, which is never cached.`,
    });
  }
  const message = `Nx would keep the result of ${taskKey(task)}, and show it the next time instead of running it.`;
  throw new EngineError('TARGET_CACHED', message, {
    hint: `Set \`"cache": false\` for the target "${task.target}" of the project, or take \`"cache": true\` out of targetDefaults in nx.json.`,
  });
}

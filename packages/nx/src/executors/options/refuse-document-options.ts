import type { ExecutorContext } from '@nx/devkit';
import type { ExecutorName } from '../../feature-document/document-lines';
import { flagOf, refusedLinesOf } from '../../feature-document/refused-options';
import type { NxCommand } from '../../guard/nx-command';
import type { Engine } from '../../load-engine';
import { listTargetNames } from '../task/list-target-names';
import type { TaskContext } from '../task/task-context';
import { deriveNamedProject } from '../task/task-graph';
import { commandText } from '../terminal/command-text';

/** A task and what it was given. */
export interface PassedOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly task: TaskContext;
  readonly context: ExecutorContext;
  readonly noted: NxCommand | undefined;
}

/**
 * Answers an option that the feature document has and this executor has not with the command that it is here. Never
 * ignored, since `migrate --status` must not migrate. Throws OPTION_INVALID.
 */
export function refuseDocumentOptions({ EngineError }: Engine, executor: ExecutorName, passed: PassedOptions): void {
  const { options } = passed;
  const line = refusedLinesOf(executor).find(({ refused }) => options[refused.option] !== undefined);
  if (line !== undefined) {
    throw new EngineError('OPTION_INVALID', `${flagOf(line.refused.option)} is a command of its own here.`, {
      hint: `Run \`${describeFor(line.here, passed)}\`.`,
    });
  }
  if (options.report === undefined || typeof options.report === 'string') return;
  throw new EngineError('OPTION_INVALID', '--report has no path: it writes a file, and prints nothing to redirect.', {
    hint: `Run \`${describeFor(`nx run api:${executor} --report=migration-report.json`, passed)}\`; .md, .html and .xml are written, too.`,
  });
}

/**
 * A command of the table, which is for `api`, for the project that the user named, of which a dependency's task runs
 * first, and for the same environment.
 */
function describeFor(text: string, { options, task, context, noted }: PassedOptions): string {
  const environment = context.configurationName ?? options.environment;
  const configuration = typeof environment === 'string' ? environment : undefined;
  const project = deriveNamedProject(task, context, noted);
  const place = { project, configuration, flags: [], targetNames: listTargetNames(project, context) };
  return text.replace(/nx run api:([^`]*[^` ])/, (_command, rest: string) => commandText(rest, place));
}

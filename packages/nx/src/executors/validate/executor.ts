import type { ExecutorContext } from '@nx/devkit';
import type { ValidateOptions, WatchedCheck, WatchedPlace } from '@pgrestify/engine';
import type { Engine } from '../../load-engine';
import type { CommandInput } from '../command';
import { runCommand } from '../run-command';
import { failureJson } from '../terminal/describe-failure';

/** `nx run <project>:validate`, and with `afterMigration` `:drift`: see `validate` of the engine. */
export default function validate(options: ValidateOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const database = ({ afterMigration }: ValidateOptions) => (afterMigration ? 'needed' : 'not-needed');
  const ends = ({ watch }: ValidateOptions) => (watch ? 'by-signal' : 'by-itself');
  return runCommand({ name: 'validate', run: printValidation, database, ends }, options, context);
}

async function printValidation(input: CommandInput<ValidateOptions>) {
  const { engine, settings, options, ports, shown, write } = input;
  if (options.watch) return printWatch(input);
  const result = await engine.validate(settings, options, ports);
  write(options.json ? `${engine.validationJson(result)}\n` : engine.describeValidation(result, shown));
  return result;
}

/** Each check as it ends, until a signal comes: in lines for an editor, or as one JSON object. */
async function printWatch(input: CommandInput<ValidateOptions>) {
  const { engine, settings, options, ports, write, report, resolveSettings } = input;
  const place = { project: settings.project, configPath: engine.configPathOf(settings) };
  return engine.watchFiles({ settings, resolveSettings, options }, ports, {
    onStart: () => {
      if (!options.json) write(engine.describeCheckStart(place));
    },
    onEnd: (check) => {
      write(options.json ? checkJson(engine, check, place) : engine.describeCheckEnd(check, place));
      if (check.kind === 'result') report(check.result);
    },
  });
}

function checkJson({ validationJson }: Engine, check: WatchedCheck, { project }: WatchedPlace): string {
  return check.kind === 'result'
    ? `${validationJson(check.result)}\n`
    : failureJson(check.error, { project, stacks: 'hidden' });
}

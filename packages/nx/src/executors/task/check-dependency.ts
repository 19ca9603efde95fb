import type { MigrateOptions, Refusal, RunResult, StatusResult } from '@pgrestify/engine';
import type { CommandInput } from '../command';
import { type CommandPlace, commandText } from '../terminal/command-text';

/** A project that is only checked, since the options of the named one must not act on it. */
export interface CheckedDependency
  extends Pick<CommandInput<MigrateOptions>, 'engine' | 'settings' | 'options' | 'ports'> {
  /** Names of the options because of which it is not migrated. */
  readonly because: readonly string[];
  readonly place: CommandPlace;
}

/**
 * Whether `migrate` of a project that the named one depends on would have nothing to do: by its dry run, so that it
 * refuses for what `migrate` would run or refuse, and for nothing else (an older checkout is ahead, and has nothing to
 * do). Its state when it has. Writes nothing to its database. Throws REQUIREMENT_MISSING, with what is pending there and
 * the command that applies it, or the refusals of its own.
 */
export async function checkDependency(dependency: CheckedDependency): Promise<StatusResult> {
  const { engine, settings, options, ports } = dependency;
  const silent = { ...ports, reporter: { report: () => {} } };
  const { plan, refusals } = await engine.migrate(settings, { ...options, dryRun: true }, silent);
  if (plan.steps.length > 0 || refusals.length > 0) throw refuse(dependency, plan.steps, refusals);
  return engine.status(settings, {}, ports);
}

function refuse(
  { engine, settings, because, place }: CheckedDependency,
  steps: RunResult['plan']['steps'],
  refusals: readonly Refusal[],
): Error {
  const only = `and with ${because.map(engine.optionText).join(', ')} of another project it is only checked`;
  const [unconfirmed, others] = [refusals.filter(isUnconfirmed), refusals.filter((refusal) => !isUnconfirmed(refusal))];
  if (others.length === 0) {
    const command = unconfirmed.length === 0 ? 'migrate' : 'migrate --confirm';
    return new engine.EngineError(
      'REQUIREMENT_MISSING',
      `${settings.project} is not up to date, ${only}. Pending there: ${engine.describeIds(steps.map(({ id }) => id))}.`,
      { hint: `Run \`${commandText(command, place)}\` first.` },
    );
  }
  const reasons = others.map(({ code, message }) => `${code}: ${message}`);
  const ways = new Set(others.map((refusal) => describeWay(refusal, place)));
  return new engine.EngineError(
    'REQUIREMENT_MISSING',
    [`${settings.project} cannot be migrated, ${only}. Its own migrate is refused:`, ...reasons].join('\n'),
    { hint: `Settle this in ${settings.project} first. ${[...ways].join(' ')}` },
  );
}

/** Its plan needs a yes, and is not wrong for that. */
function isUnconfirmed({ code }: Refusal): boolean {
  return code === 'CONFIRMATION_REQUIRED';
}

function describeWay({ hint, waivedBy }: Refusal, place: CommandPlace): string {
  const waiver = waivedBy && `(\`${commandText(`migrate ${waivedBy}`, place)}\` waives this.)`;
  return [hint, waiver].filter((part) => part !== undefined).join(' ');
}

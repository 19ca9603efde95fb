import type { DependencyRule, OptionDeclaration } from '@pgrestify/engine';

type Options = Readonly<Record<string, unknown>>;

/** What a task does that runs only because another depends on it. */
export type NarrowedOptions =
  | { readonly mode: 'run'; readonly options: Options }
  /** It writes nothing: with `because` of the named task, what it would do here with its `options` refuses the run. */
  | { readonly mode: 'check'; readonly options: Options; readonly because: readonly string[] };

/** A task's options: all that it got, what its target itself says, and how each of its command is declared. */
export interface DependencyOptions {
  readonly options: Options;
  readonly own: Options;
  readonly declared: Readonly<Record<string, OptionDeclaration>>;
}

/**
 * The options of a task that runs only as a dependency. Nx forwards every option of the command line
 * (`params: 'forward'`), and `nx run api:migrate --reset` would reset every database upstream. What the target itself
 * says (`own`) stays; of what was forwarded, only what the option's declaration lets through.
 */
export function narrowOptions({ options, own, declared }: DependencyOptions): NarrowedOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const fates = given.map(([name, value]) => {
    const fate = isSame(own[name], value) ? 'own' : fateOf(declared[name]?.dependency, value, options);
    return { name, value, fate };
  });
  const because = fates.filter(({ fate, value }) => fate === 'refused' && value !== false);
  const kept = fates.filter(({ fate }) => fate === 'forwarded');
  const narrowed = { ...own, ...Object.fromEntries(kept.map(({ name, value }) => [name, value])) };
  if (because.length === 0) return { mode: 'run', options: narrowed };
  return { mode: 'check', options: narrowed, because: because.map(({ name }) => name) };
}

/** What nobody declared is taken for the worst. */
function fateOf(rule: DependencyRule = 'refused', value: unknown, options: Options): Extract<DependencyRule, string> {
  if (typeof rule === 'string') return rule;
  const { forwarded, otherwise } = rule;
  const isForwarded = 'as' in forwarded ? forwarded.as.includes(value) : options[forwarded.beside] === true;
  return isForwarded ? 'forwarded' : otherwise;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

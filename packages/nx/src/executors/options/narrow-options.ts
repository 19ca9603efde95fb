type Options = Readonly<Record<string, unknown>>;

/** What a task does that runs only because another depends on it. */
export type NarrowedOptions =
  | { readonly mode: 'run'; readonly options: Options }
  /** It writes nothing: with `because` of the named task, what it would do here with its `options` refuses the run. */
  | { readonly mode: 'check'; readonly options: Options; readonly because: readonly string[] };

/** Options that concern one project; forwarded ones must not act on those that it depends on. */
const ofOneProject: ReadonlySet<string> = new Set([
  ...['to', 'steps', 'lastRun', 'missing', 'file', 'reset', 'redo', 'rollbackTo', 'allowIrreversible', 'baseline'],
  ...['allowRequired', 'apartFrom', 'from'],
  ...['checksums', 'failed', 'stamp', 'id', 'as'],
  ...['alsoReset', 'test', 'benchmark', 'copyFrom', 'includeTestData'],
]);

/** Options that may be forwarded: they make a run safer, choose the same environment and kind of server, or change only its output; a report gets a file of its own. */
const forwarded: ReadonlySet<string> = new Set([
  ...['dryRun', 'environment', 'lock', 'confirm', 'json', 'waitForDatabase', 'docker', 'report'],
]);

/** Forwarded beside `docker`: alone they are for the project whose config says docker. */
const forwardedWithDocker: ReadonlySet<string> = new Set(['service', 'network']);

/**
 * The options of a task that runs only as a dependency. Nx forwards every option of the command line
 * (`params: 'forward'`), and `nx run api:migrate --reset` would reset every database upstream. What the target itself
 * says (`own`) stays; of what was forwarded, only what cannot harm.
 */
export function narrowOptions(options: Options, own: Options): NarrowedOptions {
  const fromOutside = Object.entries(options).filter(
    ([name, value]) => value !== undefined && value !== false && !isSame(own[name], value),
  );
  // A plan's hash confirms the plan of the named project; nothing but that plan may run.
  const because = fromOutside
    .filter(([name, value]) => ofOneProject.has(name) || (name === 'confirm' && value !== true))
    .map(([name]) => name);
  const isForwarded = (name: string) =>
    forwarded.has(name) || (options.docker === true && forwardedWithDocker.has(name));
  const kept = Object.entries(options).filter(
    ([name, value]) =>
      !because.includes(name) &&
      (isForwarded(name) ||
        // A backup may be asked for from outside, and never be waived.
        (name === 'backup' && value === true) ||
        isSame(own[name], value)),
  );
  const narrowed = { ...own, ...Object.fromEntries(kept) };
  return because.length > 0 ? { mode: 'check', options: narrowed, because } : { mode: 'run', options: narrowed };
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

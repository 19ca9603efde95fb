/** What the user asked of Nx, read from its command line and not yet matched against the projects. */
export interface NxCommand {
  readonly kind: 'run-one' | 'run-many' | 'affected';
  /** Of `run-one`: `project:target:configuration`, or `target` of the infix form. */
  readonly spec: string | undefined;
  /** As they were written: names, patterns, or nothing, which is all (`run-many`) or the folder's (`run-one`). */
  readonly projects: readonly string[];
  readonly targets: readonly string[];
  readonly exclude: readonly string[];
  readonly configuration: string | undefined;
  readonly dependencies: 'included' | 'excluded';
  readonly output: RequestedOutput;
}

/** How the user wants to see what tasks print. */
export interface RequestedOutput {
  /** Of our own executors. */
  readonly format: 'json' | 'text';
  /** Nx's `--output-style`; `full` for `--verbose` and `--batch`, which print everything, too. */
  readonly style: string | undefined;
}

/** The command of a Nx process, from its arguments after the program's name; undefined when it runs no tasks. */
export function parseNxCommand(argv: readonly string[]): NxCommand | undefined {
  const { positionals, flags } = splitArguments(argv);
  const [command, first] = positionals;
  if (command === undefined) return undefined;
  const list = (...names: string[]) =>
    names.flatMap((name) => flags.get(name) ?? []).flatMap((text) => text.split(','));
  const last = (...names: string[]) => list(...names).at(-1);
  const shared = {
    targets: list('t', 'target', 'targets'),
    exclude: list('exclude'),
    configuration: last('c', 'configuration') ?? (isOn(flags.get('prod')) ? 'production' : undefined),
    dependencies: isOn(flags.get('exclude-task-dependencies') ?? flags.get('excludeTaskDependencies'))
      ? ('excluded' as const)
      : ('included' as const),
    output: {
      format: isOn(flags.get('json')) ? ('json' as const) : ('text' as const),
      style:
        last('output-style', 'outputStyle') ??
        (['verbose', 'batch'].some((name) => isOn(flags.get(name))) ? 'full' : undefined),
    },
  };
  if (command === 'run-many') return { ...shared, kind: 'run-many', spec: undefined, projects: list('p', 'projects') };
  if (command === 'affected') return { ...shared, kind: 'affected', spec: undefined, projects: [] };
  const project = list('project');
  if (command === 'run') return { ...shared, kind: 'run-one', spec: first, projects: project };
  return { ...shared, kind: 'run-one', spec: command, projects: first === undefined ? project : [first, ...project] };
}

interface SplitArguments {
  readonly positionals: readonly string[];
  /** Values by flag, in order; a flag without one has `true`. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

/** Flags that take what follows them; those of the second list everything up to the next flag. */
const single = new Set(['c', 'configuration', 'project', 'base', 'head', 'output-style', 'outputStyle', 'runner']);
const several = new Set(['t', 'target', 'targets', 'p', 'projects', 'exclude', 'files']);

function splitArguments(argv: readonly string[]): SplitArguments {
  const positionals: string[] = [];
  const flags = new Map<string, readonly string[]>();
  const add = (name: string, values: readonly string[]) => flags.set(name, [...(flags.get(name) ?? []), ...values]);
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [, name, value] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) positionals.push(word);
    else if (value !== undefined) add(name, [value]);
    else if (single.has(name) || several.has(name)) {
      const values = wordsUntilFlag(words.slice(index + 1), several.has(name) ? Number.POSITIVE_INFINITY : 1);
      add(name, values);
      index += values.length;
    } else add(name, ['true']);
  }
  return { positionals, flags };
}

function wordsUntilFlag(words: readonly string[], limit: number): readonly string[] {
  const flag = words.findIndex((word) => word.startsWith('-'));
  return words.slice(0, Math.min(limit, flag < 0 ? words.length : flag));
}

function isOn(values: readonly string[] | undefined): boolean {
  return values !== undefined && values.at(-1) !== 'false';
}

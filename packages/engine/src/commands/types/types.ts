import { type Finding, findingOf } from '../../checks/finding';
import type { Settings } from '../../config/settings';
import type { CommandPorts } from '../../run/command';
import { checkOptions } from '../options/check-options';
import { type TypesOptions, typesOptions } from './types.options';
import type { TypesFileReport, TypesResult } from './types-result';

/** How a user asks for the same thing, for the file's first line and for hints. */
export interface TypesCommand {
  readonly command: string;
}

/** What a check gives, and what the file should be. */
export interface ExpectedTypes {
  readonly result: TypesResult;
  /** Undefined when the file is current, or no types could be made. */
  readonly text: string | undefined;
}

/**
 * Writes the types of what PostgREST serves after all migrations: applies everything on a shadow, as a fresh run would, and
 * reads its catalog. Nothing is applied when an earlier run made the file, as it is, from the same files.
 *
 * Reads the sql folder. Writes the file of types, what is remembered of it, and the project's shadow. Connects to no database
 * of the user's. With `check` the file is compared and left as it is.
 *
 * Ends as `succeeded`, or as `failed` when a script cannot be applied, a schema is missing, or with `check` the file is stale.
 * Throws FILE_OUTSIDE_WORKSPACE, TYPES_UNWRITABLE, FILE_UNREADABLE, CANCELLED.
 */
export async function types(
  settings: Settings,
  options: TypesOptions,
  ports: CommandPorts,
  command: TypesCommand = { command: 'types' },
): Promise<TypesResult> {
  checkOptions(typesOptions, options, settings);
  if (options.check) return (await expectedTypes(settings, options, ports, command)).result;
  const { made, resultOf } = await make(settings, options, ports, command);
  if (made.state.kind !== 'other') return resultOf(made.state.kind);
  made.file.write(made.state.text);
  remember(made, made.state.text);
  return resultOf('written');
}

/** The same with `check`, and what the file should be; see `types`. */
export async function expectedTypes(
  settings: Settings,
  options: TypesOptions,
  ports: CommandPorts,
  command: TypesCommand = { command: 'types' },
): Promise<ExpectedTypes> {
  const { made, asTyped, resultOf } = await make(settings, options, ports, command);
  if (made.state.kind !== 'other') return { result: resultOf(made.state.kind), text: undefined };
  const { text } = made.state;
  made.checks.take({ reports: [], findings: [findStale(made, text, asTyped)] });
  return { result: resultOf('stale'), text };
}

type Made = Awaited<ReturnType<typeof import('./make-types')['makeTypes']>>;

interface Making {
  readonly made: Made;
  /** The command with all that it needs to make this file. */
  readonly asTyped: string;
  /** The result, once it is known what became of the file. */
  readonly resultOf: (state: TypesFileReport['state']) => TypesResult;
}

async function make(
  settings: Settings,
  options: TypesOptions,
  ports: CommandPorts,
  { command }: TypesCommand,
): Promise<Making> {
  const { clock } = ports;
  const { project, environment, types: configured } = settings;
  const start = clock.monotonicMs();
  const format = options.format ?? configured.format;
  // Loaded here: other commands make none.
  const { makeTypes } = require('./make-types') as typeof import('./make-types');
  // The format is a part of the command where it is not the config's.
  const asTyped = format === configured.format ? command : `${command} --format=${format}`;
  const made = await makeTypes(settings, { format, command: asTyped }, ports);
  const { file, checks, major } = made;
  if (made.state.kind === 'current') remember(made, file.read());
  const resultOf = (state: TypesFileReport['state']): TypesResult => ({
    command: 'types',
    project,
    environment,
    outcome: checks.outcome,
    postgres: [major],
    checks: checks.reports,
    findings: checks.findings,
    file: { path: file.path, format, schemas: configured.schemas, state },
    durationMs: Math.round(clock.monotonicMs() - start),
  });
  return { made, asTyped, resultOf };
}

function findStale({ file }: Made, expected: string, command: string): Finding {
  const { describeStale } =
    require('../../types/output/describe-stale') as typeof import('../../types/output/describe-stale');
  const actual = file.read();
  const message =
    actual === undefined
      ? 'There is no file of types here.'
      : `It is not what the migrations make (- is there, + should be):\n${describeStale(actual, expected).join('\n')}`;
  const about = { severity: 'error', check: 'types', code: 'TYPES_STALE', ids: [], path: file.path } as const;
  return { ...findingOf({ ...about, message }), hint: `Run \`${command}\`, and commit the file.` };
}

function remember({ file, key }: Made, text: string | undefined): void {
  const { rememberTypes } = require('./remembered-types') as typeof import('./remembered-types');
  if (key !== undefined && text !== undefined) rememberTypes(file, key, text);
}

import type { ExecutorContext } from '@nx/devkit';
import type { CommandDeclaration, ProjectsShown, Settings } from '@pgrestify/engine';
import { resolveBaseRef } from '../base/base-ref';
import { readNotedCommand } from '../guard/noted-command';
import type { NxCommand } from '../guard/nx-command';
import { taskKey } from '../guard/task-name';
import { type Engine, loadEngine } from '../load-engine';
import type { Command, CommandInput, CommandResult, SharedOptions } from './command';
import { narrowOptions } from './options/narrow-options';
import { refuseCached } from './options/refuse-cached';
import { refuseDocumentOptions } from './options/refuse-document-options';
import { refuseForeignOptions } from './options/refuse-foreign-options';
import { type CheckedDependency, checkDependency } from './task/check-dependency';
import type { Variables } from './task/env-files';
import { listDependents } from './task/list-dependents';
import { listTargetNames } from './task/list-target-names';
import { otherEnvironments } from './task/other-environments';
import { otherProjects } from './task/other-projects';
import { readTaskContext, type TaskContext } from './task/task-context';
import { countProjects, deriveRole, listMigratedFirst, listUnconfiguredTasks } from './task/task-graph';
import { openTaskReport, type TaskReport } from './task/task-report';
import { describeService } from './terminal/ci-service';
import { type CommandPlace, commandText, nameCommands } from './terminal/command-text';
import { describeFailure, failureJson } from './terminal/describe-failure';
import { escapeJson } from './terminal/escape-json';
import { type Interruption, listenForSignals } from './terminal/listen-for-signals';
import { openPrinter } from './terminal/open-printer';
import { openScreen, type Screen } from './terminal/open-screen';
import { openTerminal } from './terminal/open-terminal';

/** The surroundings of an executor, replaced by specs. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
  /** Resolves when all that was written has left the process. */
  readonly flush?: () => Promise<void>;
  readonly listen: () => Interruption;
  /** Where a person may be asked; undefined where none is. */
  readonly terminal?: () => NodeJS.ReadableStream | undefined;
  /** Where a line can be written over; undefined where the output is a pipe. */
  readonly screen?: () => Screen | undefined;
  readonly loadEngine: () => Promise<Engine>;
}

const realSurroundings: Surroundings = {
  env: process.env,
  write: (text) => process.stdout.write(text),
  flush: () => new Promise((resolve) => process.stdout.write('', () => resolve())),
  listen: () => listenForSignals(process),
  terminal: () => openTerminal(process, process.env),
  screen: () => openScreen(process.stdout, process.env),
  loadEngine: async () => loadEngine(),
};

/**
 * The one bridge from Nx to the engine: runs a command, prints what it says, and turns its result into `{ success }`.
 * Nothing is thrown and no secret is printed, since Nx keeps the output of every task on disk.
 */
export async function runCommand<Options extends SharedOptions>(
  command: Command<Options>,
  options: Options,
  context: ExecutorContext,
  surroundings: Surroundings = realSurroundings,
): Promise<{ success: boolean }> {
  const interruption = surroundings.listen();
  const output = openOutput(surroundings, formatOf(options));
  const stacks = context.isVerbose ? 'shown' : 'hidden';
  const shown = countProjects(context);
  const about = { project: context.projectName, shown, stacks } as const;
  const tell = (error: unknown) =>
    output.write(options.json ? failureJson(error, about) : describeFailure(error, about));
  let report: TaskReport | undefined;
  try {
    const engine = await surroundings.loadEngine();
    output.hide(engine, undefined);
    const task = readTaskContext(context);
    const configuration = context.configurationName ?? options.environment;
    const place = {
      project: task.project,
      configuration,
      flags: dockerFlags(options),
      targetNames: listTargetNames(task.project, context),
    };
    output.nameCommandsOf(place);
    const noted = readNotedCommand(surroundings.env);
    const { name } = command;
    const given = Object.fromEntries(Object.entries(options));
    refuseDocumentOptions(engine, name, { options: given, task, context, noted });
    refuseForeignOptions(engine, { executor: name, target: task.target, options: given, place });
    const { redact } = output;
    const reported = { engine, path: options.report, command: name, task, context, noted };
    const service = describeService(surroundings.env);
    // Between lines of JSON they would be none.
    const annotate = service.annotations === 'github' && !options.json ? output.write : undefined;
    const { sourceUrl } = service;
    report = openTaskReport({ ...reported, interruption, redact, tell, sourceUrl, annotate });
    const trace = stacks === 'shown' ? tell : undefined;
    const running = { engine, task, place, shown, noted, output, report, interruption, trace };
    return { success: await runTask(command, options, context, running, surroundings) };
  } catch (error) {
    tell(error);
    report?.end({ kind: 'error', error });
    return { success: false };
  } finally {
    interruption.stop();
    // Nx ends the process at once when the executor returns, and a pipe takes 64 KiB at a time.
    await surroundings.flush?.();
  }
}

/** What a task runs with. */
interface Running {
  readonly engine: Engine;
  readonly task: TaskContext;
  readonly place: CommandPlace;
  readonly shown: ProjectsShown;
  readonly noted: NxCommand | undefined;
  readonly output: Output;
  readonly report: TaskReport;
  readonly interruption: Interruption;
  /** Tells of a fault of ours within a step; undefined when nobody asked for stacks. */
  readonly trace: ((error: unknown) => void) | undefined;
}

/** Whether the command, and its report, succeeded. */
async function runTask<Options extends SharedOptions>(
  command: Command<Options>,
  options: Options,
  context: ExecutorContext,
  { engine, task, place, shown, noted, output, report, interruption, trace }: Running,
  surroundings: Surroundings,
): Promise<boolean> {
  const database = command.database(options);
  if (database === 'needed') refuseCached(engine, task, context);
  refuseUnconfigured(engine, listUnconfiguredTasks(context, noted).map(taskKey));
  const narrowed =
    deriveRole(task, context, noted) === 'named'
      ? { mode: 'run' as const, options }
      : narrow(options, task, engine.commandDeclarations[command.name]);

  const resolveSettings = async (): Promise<Settings> => {
    const resolved = await resolveTaskSettings(engine, task, database, narrowed.options, surroundings);
    output.hide(engine, resolved.database);
    const { server } = resolved.shadow;
    if (server.kind === 'url') output.hide(engine, server.database);
    return resolved;
  };
  const settings = await resolveSettings();
  report.begin(settings.environment, database === 'needed' ? engine.describeConnection(settings) : undefined);
  const { write, redact, direct } = output;
  const printer = openPrinter(engine, options, { write: direct, redact, shown, screen: surroundings.screen?.() });
  output.printBy(printer.write);
  const input = options.json ? undefined : surroundings.terminal?.();
  const ports = engine.openPorts(settings, {
    ...(input && { terminal: { input, write } }),
    reporter: report.beside(printer.reporter),
    progress: printer.progress,
    signal: interruption.signal,
    base: resolveBaseRef(surroundings.env, context.nxJsonConfiguration),
    learnSecrets: output.hideToo,
    migratedFirst: listMigratedFirst(task, context),
    dependentProjects: listDependents(task.project, context.projectGraph),
    ...(trace && { trace }),
    environmentSettings: otherEnvironments({
      engine,
      context,
      task,
      env: surroundings.env,
      docker: dockerOf(options),
      hide: (env, database) => output.hide(engine, database, env),
    }),
    projectSettings: otherProjects({
      engine,
      context,
      task,
      settings,
      env: surroundings.env,
      docker: dockerOf(options),
      hide: (env, database) => output.hide(engine, database, env),
    }),
  });
  try {
    const text = (name: string) => commandText(name, { ...place, configuration: undefined, flags: [] });
    const tellReports = (result: CommandResult) => void report.end({ kind: 'result', result });
    const given = { engine, settings, ports, shown, write, commandText: text, resolveSettings, report: tellReports };
    const result =
      narrowed.mode === 'check'
        ? await checkTask(command, { ...given, options: narrowed.options }, { ...narrowed, place })
        : await command.run({ ...given, options: narrowed.options });
    // Before all is closed, which may take longer than an interrupted task is given.
    const isReported = report.end({ kind: 'result', result });
    const isOver = command.ends?.(narrowed.options) !== 'by-signal';
    return isOver && engine.isSuccess(result.outcome) && isReported;
  } finally {
    printer.close();
    output.printBy(direct);
    await ports.close();
  }
}

interface Output {
  readonly write: (text: string) => void;
  /** The same past what `printBy` has set. */
  readonly direct: (text: string) => void;
  /** From now on `write` prints by this, which knows what else is on a terminal. */
  printBy(print: (text: string) => void): void;
  /** From now on takes out the secrets of these variables (of the task's unless given) and this database, too. */
  hide(engine: Engine, database: Settings['database'] | undefined, env?: Variables): void;
  /** Takes out these as well. */
  readonly hideToo: (secrets: readonly string[]) => void;
  /** From now on the commands in a text, not in JSON, are those of this place. */
  readonly nameCommandsOf: (place: CommandPlace) => void;
  /** A text without the secrets that are known by now. */
  readonly redact: (text: string) => string;
}

type Format = 'json' | 'text';

function formatOf({ json }: SharedOptions): Format {
  return json ? 'json' : 'text';
}

function openOutput(surroundings: Surroundings, format: Format): Output {
  const secrets = new Set<string>();
  let redact = (text: string) => text;
  let lay = format === 'json' ? escapeJson : (text: string) => text;
  // Escaped last: a secret is looked for as it is written.
  const direct = (text: string) => surroundings.write(lay(redact(text)));
  let print = direct;
  return {
    write: (text) => print(text),
    direct,
    printBy: (other) => {
      print = other;
    },
    hide: (engine, database, env = surroundings.env) => {
      for (const secret of engine.collectSecrets(database, env)) secrets.add(secret);
      redact = (text) => engine.redactSecrets(text, [...secrets]);
    },
    hideToo: (learned) => {
      for (const secret of learned) secrets.add(secret);
    },
    nameCommandsOf: (place) => {
      if (format === 'text') lay = (text) => nameCommands(text, place);
    },
    redact: (text) => redact(text),
  };
}

/** With `docker` the databases of other projects are looked for in containers too; alone the others are for this one. */
function dockerOf({ docker, service, network }: SharedOptions): Pick<SharedOptions, 'docker' | 'service' | 'network'> {
  return docker ? { docker, service, network } : {};
}

function dockerFlags({ docker, service, network }: SharedOptions): readonly string[] {
  if (!docker) return [];
  return [
    '--docker',
    ...(service === undefined ? [] : [`--service=${service}`]),
    ...(network === undefined ? [] : [`--network=${network}`]),
  ];
}

type Narrowed<Options> =
  | { readonly mode: 'run'; readonly options: Options }
  | { readonly mode: 'check'; readonly options: Options; readonly because: readonly string[] };

function narrow<Options extends SharedOptions>(
  options: Options,
  { ownOptions: own }: TaskContext,
  { options: declared }: CommandDeclaration,
): Narrowed<Options> {
  const narrowed = narrowOptions({ options: Object.fromEntries(Object.entries(options)), own, declared });
  // The parse boundary: narrowing leaves out keys of an object whose keys are all optional.
  return { ...narrowed, options: narrowed.options as Options };
}

function refuseUnconfigured({ EngineError }: Engine, tasks: readonly string[]): void {
  if (tasks.length === 0) return;
  throw new EngineError(
    'ENVIRONMENT_UNKNOWN',
    `Nx would run these tasks without the configuration that was asked for, so nothing is run: ${tasks.join(', ')}`,
    { hint: 'Add the environment to their pgrestify.config file, or leave them out with --exclude.' },
  );
}

async function resolveTaskSettings<Options extends SharedOptions>(
  engine: Engine,
  task: TaskContext,
  database: 'needed' | 'not-needed',
  options: Options,
  { env }: Surroundings,
): Promise<Settings> {
  const { workspacePath, projectRootPath, project, configuration } = task;
  return await engine.resolveSettings({
    workspacePath,
    projectRootPath,
    project,
    config: await engine.loadConfig(projectRootPath, workspacePath),
    options,
    configuration,
    env,
    database,
  });
}

/** Checks in the place of running, and says so. */
async function checkTask<Options extends SharedOptions>(
  { migratesWith }: Command<Options>,
  { engine, settings, options, ports, write }: CommandInput<Options>,
  { because, place }: Pick<CheckedDependency, 'because' | 'place'>,
): Promise<CommandResult> {
  const asked = migratesWith?.(options) ?? {};
  const status = await checkDependency({ engine, settings, options: asked, ports, because, place });
  const names = because.map(engine.optionText).join(', ');
  const text = `${settings.project} has nothing to migrate; ${names} concerns the named project alone.`;
  write(`${options.json ? engine.statusJson(status) : text}\n`);
  return status;
}

import { migrate } from '../../src/commands/migrate/migrate';
import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import { repair } from '../../src/commands/repair/repair';
import type { RepairOptions } from '../../src/commands/repair/repair.options';
import { rollback } from '../../src/commands/rollback/rollback';
import type { RollbackOptions } from '../../src/commands/rollback/rollback.options';
import type { Settings } from '../../src/config/settings';
import { EngineError } from '../../src/errors';
import { openPorts } from '../../src/open/open-ports';
import { openReport } from '../../src/open/open-report';
import type { SqlFiles } from '../../src/ports';
import type { CommandPorts, RunResult } from '../../src/run/command';

/** What a runner said of itself when it ended. */
export interface Attempt {
  readonly runId: string;
  /** A RunOutcome, the code of an EngineError, `killed`, or the text of an error that is none of ours. */
  readonly outcome: string;
  readonly message: string | undefined;
  readonly steps: readonly AttemptedStep[];
}

/** What it said of one step. */
export interface AttemptedStep {
  readonly id: string;
  readonly action: string;
  readonly outcome: string;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** A command with its options: what is run, broken, and run again. */
export type Command =
  | { readonly name: 'migrate'; readonly options: MigrateOptions }
  | { readonly name: 'rollback'; readonly options: RollbackOptions }
  | { readonly name: 'repair'; readonly options: RepairOptions };

/** What an attempt needs; plain data, so that it can be sent to another process. */
export interface AttemptRequest {
  readonly settings: Settings;
  readonly command: Command;
  readonly runId: string;
  /** How long the server may be silent. */
  readonly answerWithinMs: number;
  readonly reconnectForMs: number;
}

/** What says that the runner has not the words for how it ended. */
export const foreignError = 'not an EngineError';

/** Runs the command once, to its end. Never throws: how it ended is what is looked at. */
export async function attempt(request: AttemptRequest, signal: AbortSignal): Promise<Attempt> {
  const { settings, command, runId, answerWithinMs, reconnectForMs } = request;
  const { workspacePath, project, environment } = settings;
  const redact = (text: string) => text;
  const report = openReport({ path: reportPathOf(runId), workspacePath, command: command.name, project, redact });
  report.begin(environment, undefined);
  const interrupt = () => report.interrupt();
  signal.addEventListener('abort', interrupt);
  const opened = openPorts(settings, {
    reporter: report,
    signal,
    liveness: { answerWithinMs, reconnectForMs },
  });
  const ports = { ...opened, files: streamingLarge(opened.files), newRunId: () => runId };
  try {
    const result = await run(settings, command, ports);
    report.finish({ kind: 'result', result });
    const steps = result.steps.map(({ step, outcome, error }) => {
      return { id: step.id, action: step.action, outcome, code: error?.code, message: error?.message };
    });
    const message = result.refusals.map((refusal) => refusal.message).join(' ') || undefined;
    return { runId, outcome: result.outcome, message, steps };
  } catch (error) {
    report.finish({ kind: 'error', error });
    return { runId, ...describeEnd(error), steps: [] };
  } finally {
    signal.removeEventListener('abort', interrupt);
    await opened.close().catch(() => {});
  }
}

/** Where an attempt's report is in its workspace. */
export function reportPathOf(runId: string): string {
  return `reports/${runId}.json`;
}

function run(settings: Settings, command: Command, ports: CommandPorts): Promise<RunResult> {
  switch (command.name) {
    case 'migrate':
      return migrate(settings, command.options, ports);
    case 'rollback':
      return rollback(settings, command.options, ports);
    case 'repair':
      return repair(settings, command.options, ports);
  }
}

/** Scripts over this size are streamed as those over 8 MB are, so that a case need not read so much. */
export const largeBytes = 16 * 1024;

function streamingLarge(files: SqlFiles): SqlFiles {
  return {
    ...files,
    read: (path) => {
      const file = files.read(path);
      return file && file.size > largeBytes ? { ...file, bytes: undefined } : file;
    },
  };
}

function describeEnd(error: unknown): Pick<Attempt, 'outcome' | 'message'> {
  return error instanceof EngineError
    ? { outcome: error.code, message: error.message }
    : { outcome: foreignError, message: error instanceof Error ? error.stack : String(error) };
}

import type { ExecutorContext } from '@nx/devkit';
import type { OpenReport, Reporter } from '@pgrestify/engine';
import type { NxCommand } from '../../guard/nx-command';
import type { Engine } from '../../load-engine';
import type { Interruption } from '../terminal/listen-for-signals';
import { resolveReportPath } from './report-path';
import type { TaskContext } from './task-context';

/** The report of a task, or none when none was asked for. */
export interface TaskReport {
  /** See `OpenReport`. */
  begin: OpenReport['begin'];
  /** A reporter that does what `printer` does, and keeps what it is told for the report. */
  beside(printer: Reporter): Reporter;
  /** False when it cannot be written, which is told; what the command did stays what it is. */
  end(end: Parameters<OpenReport['finish']>[0]): boolean;
}

/** What a report is made for and with. */
export interface TaskReportOptions {
  readonly engine: Engine;
  /** What `--report` says. */
  readonly path: string | undefined;
  readonly command: string;
  readonly task: TaskContext;
  readonly context: ExecutorContext;
  readonly noted: NxCommand | undefined;
  readonly interruption: Interruption;
  readonly redact: (text: string) => string;
  readonly tell: (error: unknown) => void;
}

/**
 * Opens the report of a task. On a signal it is written at once, in the signal's handler: a second one may end the process
 * before the command has ended. Throws what stands against its path.
 */
export function openTaskReport(options: TaskReportOptions): TaskReport {
  const { engine, path: given, command, task, context, noted, interruption, redact, tell } = options;
  if (given === undefined) return noReport;
  const path = resolveReportPath(given, task, context, noted, engine);
  const report = engine.openReport({
    path,
    workspacePath: task.workspacePath,
    command,
    project: task.project,
    redact,
  });
  const isWritten = (write: () => void): boolean => {
    try {
      write();
      return true;
    } catch (error) {
      tell(error);
      return false;
    }
  };
  interruption.signal.addEventListener('abort', () => isWritten(() => report.interrupt()));
  let hasFailed = false;
  return {
    begin(environment, database) {
      hasFailed = true;
      report.begin(environment, database);
      hasFailed = false;
    },
    beside: (printer) => ({
      report: (event) => {
        printer.report(event);
        report.report(event);
      },
    }),
    // What began with an error of its own has told it.
    end: (end) => !hasFailed && isWritten(() => report.finish(end)),
  };
}

const noReport: TaskReport = { begin: () => {}, beside: (printer) => printer, end: () => true };

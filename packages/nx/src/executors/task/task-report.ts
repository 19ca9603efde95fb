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
  /** Where the files of the commit are shown, as the CI service says it. */
  readonly sourceUrl: string | undefined;
  /** Prints annotations of GitHub; undefined where nobody reads them. */
  readonly annotate: ((text: string) => void) | undefined;
}

/**
 * Opens the reports of a task: its files, and the annotations of a workflow. On a signal they are written at once, in the
 * signal's handler: a second one may end the process before the command has ended. Throws what stands against a path.
 */
export function openTaskReport(options: TaskReportOptions): TaskReport {
  const { interruption, tell } = options;
  const reports = openReports(options);
  const isWritten = (write: () => void): boolean => {
    try {
      write();
      return true;
    } catch (error) {
      tell(error);
      return false;
    }
  };
  interruption.signal.addEventListener('abort', () => {
    for (const report of reports) isWritten(() => report.interrupt());
  });
  let hasFailed = false;
  return {
    begin(environment, database) {
      hasFailed = true;
      for (const report of reports) report.begin(environment, database);
      hasFailed = false;
    },
    beside: (printer) => ({
      report: (event) => {
        printer.report(event);
        for (const report of reports) report.report(event);
      },
    }),
    // What began with an error of its own has told it.
    end: (end) => !hasFailed && reports.map((report) => isWritten(() => report.finish(end))).every(Boolean),
  };
}

function openReports(options: TaskReportOptions): readonly OpenReport[] {
  const { engine, path: given, command, task, context, noted, redact, sourceUrl, annotate } = options;
  const { workspacePath, projectRootPath, project } = task;
  const of = { workspacePath, projectRootPath, command, project, sourceUrl, redact };
  const path = given === undefined ? undefined : resolveReportPath(given, task, context, noted, engine);
  return [
    ...(path === undefined ? [] : engine.listReportPaths(path).map((each) => engine.openReport({ ...of, path: each }))),
    ...(annotate ? [engine.openAnnotations(of, annotate)] : []),
  ];
}

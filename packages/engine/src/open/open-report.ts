import type { ReportFile } from '../adapters/report-file';
import { systemClock } from '../adapters/system-clock';
import type { Reporter } from '../events';
import type { Clock } from '../ports';
import type { ReportEnd } from '../reporters/report/collect-report';
import { engineVersion } from '../version';

/** A report of a command that runs. */
export interface OpenReport extends Reporter {
  /** Says where it runs, before any event does, and writes that it has begun. Throws REPORT_UNWRITABLE. */
  begin(environment: string, database: string | undefined): void;
  /** Writes that it is cancelled, as far as it is known by now: the process may be ended before it has ended by itself. */
  interrupt(): void;
  /** Writes how it ended. Throws REPORT_UNWRITABLE. */
  finish(end: Extract<ReportEnd, { kind: 'result' | 'error' }>): void;
}

/** What a report is of, and where it goes. */
export interface OpenReportOptions {
  /** See `openReportFile`; the extension says what is written. */
  readonly path: string;
  readonly workspacePath: string;
  readonly command: string;
  readonly project: string;
  /** Takes the secrets out of a text, those too that are learned later. */
  readonly redact: (text: string) => string;
  /** Only specs bring their own. */
  readonly file?: ReportFile;
  readonly clock?: Clock;
}

/**
 * Opens the report of a command. From `begin` on a whole file is there at every moment: at first one that says that the
 * command began, so that one which is killed leaves no older report in the place of its own. Throws REPORT_KIND_UNKNOWN,
 * FILE_OUTSIDE_WORKSPACE and REPORT_UNWRITABLE, before anything runs.
 */
export function openReport(options: OpenReportOptions): OpenReport {
  const { path, workspacePath, command, project, redact, clock = systemClock } = options;
  // Loaded here: most commands are run without a report.
  const { collectReport } =
    require('../reporters/report/collect-report') as typeof import('../reporters/report/collect-report');
  const { parseReportKind, renderReport } =
    require('../reporters/report/render-report') as typeof import('../reporters/report/render-report');
  const { openReportFile } = require('../adapters/report-file') as typeof import('../adapters/report-file');
  const kind = parseReportKind(path);
  const file = options.file ?? openReportFile(path, workspacePath);
  let hasEnded = false;
  const start = clock.monotonicMs();
  const versions = { engine: engineVersion, node: process.versions.node };
  const collector = collectReport({ command, project, startedAt: clock.now(), versions });
  const write = (end: ReportEnd): void => {
    const report = collector.derive(end, Math.round(clock.monotonicMs() - start));
    // Before it is rendered: escaping may take a secret apart.
    file.write(renderReport(redactStrings(report, redact), kind));
  };
  return {
    report: (event) => collector.report(event),
    begin: (environment, database) => {
      collector.place(environment, database);
      write({ kind: 'running' });
    },
    interrupt: () => {
      if (!hasEnded) write({ kind: 'interrupted' });
    },
    finish: (end) => {
      hasEnded = true;
      write(end);
    },
  };
}

/** The same data, with every text in it redacted. */
function redactStrings<T>(value: T, redact: (text: string) => string): T {
  // The parse boundary: the shape of what is walked stays, whatever it is.
  return walk(value) as T;

  function walk(part: unknown): unknown {
    if (typeof part === 'string') return redact(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null || part instanceof Date) return part;
    return Object.fromEntries(Object.entries(part).map(([key, of]) => [key, walk(of)]));
  }
}

import type { ReportFile } from '../adapters/report-file';
import { systemClock } from '../adapters/system-clock';
import { configPathOf } from '../config/config-path';
import type { Reporter } from '../events';
import type { Clock } from '../ports';
import type { ReportEnd } from '../reporters/report/collect-report';
import type { Report } from '../reporters/report/report';
import { parseReportKind } from '../reporters/report/report-path';
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

/** What a report is of. */
export interface ReportedCommand {
  readonly workspacePath: string;
  readonly command: string;
  readonly project: string;
  /** Absolute; the workspace's root unless given. */
  readonly projectRootPath?: string;
  /** Where the files of the commit are shown: see `Report`. */
  readonly sourceUrl?: string | undefined;
  /** Takes the secrets out of a text, those too that are learned later. */
  readonly redact: (text: string) => string;
  /** Only specs bring their own. */
  readonly clock?: Clock;
}

/** The same, and where it goes. */
export interface OpenReportOptions extends ReportedCommand {
  /** See `openReportFile`; its end says what is written. */
  readonly path: string;
  /** Only specs bring their own. */
  readonly file?: ReportFile;
}

/**
 * Opens the report of a command. From `begin` on a whole file is there at every moment: at first one that says that the
 * command began, so that one which is killed leaves no older report in the place of its own. Throws REPORT_KIND_UNKNOWN,
 * FILE_OUTSIDE_WORKSPACE and REPORT_UNWRITABLE, before anything runs.
 */
export function openReport(options: OpenReportOptions): OpenReport {
  const { path, workspacePath } = options;
  const { renderReport } =
    require('../reporters/report/render-report') as typeof import('../reporters/report/render-report');
  const { openReportFile } = require('../adapters/report-file') as typeof import('../adapters/report-file');
  const kind = parseReportKind(path);
  const file = options.file ?? openReportFile(path, workspacePath);
  let hasEnded = false;
  const collector = openCollector(options);
  const write = (end: ReportEnd): void => file.write(renderReport(collector.derive(end), kind));
  return {
    report: collector.report,
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

/** What stands against a command, written in its end as annotations of a GitHub workflow: see `annotateForGithub`. */
export function openAnnotations(options: ReportedCommand, write: (text: string) => void): OpenReport {
  const { annotateForGithub } = require('../reporters/issues/github') as typeof import('../reporters/issues/github');
  const { listIssues } = require('../reporters/issues/list-issues') as typeof import('../reporters/issues/list-issues');
  const collector = openCollector(options);
  return {
    report: collector.report,
    begin: collector.place,
    interrupt: () => {},
    finish: (end) => write(annotateForGithub(listIssues(collector.derive(end)), options.project)),
  };
}

interface RedactedCollector {
  readonly report: OpenReport['report'];
  readonly place: OpenReport['begin'];
  /** The report as it stands, without secrets: taken out before it is rendered, since escaping may take one apart. */
  derive(end: ReportEnd): Report;
}

function openCollector(options: ReportedCommand): RedactedCollector {
  const { workspacePath, projectRootPath = workspacePath, command, project, sourceUrl, redact } = options;
  const { clock = systemClock } = options;
  // Loaded here: most commands are run without a report.
  const { collectReport } =
    require('../reporters/report/collect-report') as typeof import('../reporters/report/collect-report');
  const start = clock.monotonicMs();
  const collector = collectReport({
    command,
    project,
    configPath: configPathOf({ workspacePath, projectRootPath }),
    sourceUrl,
    startedAt: clock.now(),
    versions: { engine: engineVersion, node: process.versions.node },
  });
  return {
    report: (event) => collector.report(event),
    place: (environment, database) => collector.place(environment, database),
    derive: (end) => redactStrings(collector.derive(end, Math.round(clock.monotonicMs() - start)), redact),
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

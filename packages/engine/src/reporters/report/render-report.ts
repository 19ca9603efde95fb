import { assertNever, EngineError } from '../../errors';
import { reportHtml } from './html';
import { reportJson } from './json';
import { reportJunit } from './junit';
import { reportMarkdown } from './markdown';
import type { Report } from './report';

/** What a report can be written as. */
export type ReportKind = 'json' | 'markdown' | 'html' | 'junit';

const kinds: Readonly<Record<string, ReportKind>> = {
  '.json': 'json',
  '.md': 'markdown',
  '.html': 'html',
  '.xml': 'junit',
};

/** The kind by the extension of a path, in either case. Throws REPORT_KIND_UNKNOWN. */
export function parseReportKind(path: string): ReportKind {
  const [extension = ''] = /\.[^./\\]*$/.exec(path) ?? [];
  const kind = Object.hasOwn(kinds, extension.toLowerCase()) ? kinds[extension.toLowerCase()] : undefined;
  if (kind) return kind;
  const known = Object.keys(kinds).join(', ');
  throw new EngineError('REPORT_KIND_UNKNOWN', `--report=${path} does not say by its extension what to write.`, {
    hint: `End it in one of ${known}.`,
  });
}

/** A report as text of that kind. Pure. */
export function renderReport(report: Report, kind: ReportKind): string {
  switch (kind) {
    case 'json':
      return reportJson(report);
    case 'markdown':
      return reportMarkdown(report);
    case 'html':
      return reportHtml(report);
    case 'junit':
      return reportJunit(report);
    default:
      return assertNever(kind);
  }
}

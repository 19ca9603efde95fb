import { assertNever } from '../../errors';
import { reportComment } from '../issues/comment';
import { reportGitlab } from '../issues/gitlab';
import { reportSarif } from '../issues/sarif';
import { reportHtml } from './html';
import { reportJson } from './json';
import { reportJunit } from './junit';
import { reportMarkdown } from './markdown';
import type { Report } from './report';
import type { ReportKind } from './report-path';

/** A report as text of that kind. Pure. */
export function renderReport(report: Report, kind: ReportKind): string {
  switch (kind) {
    case 'json':
      return reportJson(report);
    case 'markdown':
      return reportMarkdown(report);
    case 'comment':
      return reportComment(report);
    case 'sarif':
      return reportSarif(report);
    case 'gitlab':
      return reportGitlab(report);
    case 'html':
      return reportHtml(report);
    case 'junit':
      return reportJunit(report);
    default:
      return assertNever(kind);
  }
}

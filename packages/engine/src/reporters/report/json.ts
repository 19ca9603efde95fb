import type { Report } from './report';

/** A report as one JSON object, indented: a public contract (see `Report`). Times are ISO strings. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

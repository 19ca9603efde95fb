import type { Finding } from '../checks/finding';
import { setIn } from './describe';

/**
 * A finding with its place, the line with a caret, and what to do:
 *
 *     error DOWN_NOT_INVERSE sql/migrations/001/down.sql: Does not undo its up.sql. …
 *       ~ table public.users
 *       hint: Let down.sql undo what is listed.
 */
export function describeFinding(finding: Finding): string {
  const { severity, code, rule, message, excerpt, hint, postgres } = finding;
  const [first = '', ...rest] = message.split('\n');
  const place = describePlace(finding);
  const details = [...rest, ...(excerpt?.split('\n') ?? []), ...(hint === undefined ? [] : [`hint: ${hint}`])];
  const on = postgres === undefined ? '' : `on PostgreSQL ${postgres} `;
  const of = rule === undefined ? '' : `${rule} `;
  return [
    `${severity} ${code} ${of}${on}${place === undefined ? '' : `${place}: `}${first}`,
    ...details.map(setIn),
  ].join('\n');
}

function describePlace({ path, line, column }: Finding): string | undefined {
  return path === undefined || line === undefined ? path : `${path}:${line}:${column ?? 1}`;
}

import { type Finding, findObstacle } from '../checks/finding';
import type { ValidateResult } from '../checks/validate-result';
import type { TableSummary } from '../schema';
import { describeDuration, plural, setIn } from './describe';
import { describeFindings } from './describe-findings';
import { describeLocks } from './describe-lock';
import { nameProject, type ProjectsShown } from './name-project';

/**
 * The end of a validation for a person: the live tables, every finding, and the outcome. What ran, and where, was said by
 * events. Pure.
 */
export function describeValidation(result: ValidateResult, shown: ProjectsShown = 'one'): string {
  const { tables, findings, locks = [] } = result;
  const parts = [
    ...(result.command === 'validate' ? [] : [describeTables(tables, findings)]),
    ...describeFindings(findings),
    ...(locks.length > 0 ? [locksTitle, ...describeLocks(locks, maxLocks).map(setIn)] : []),
  ];
  return `${[...parts, nameProject(describeOutcome(result), result, shown)].join('\n')}\n`;
}

/** Over what a validation says of locks. */
const locksTitle = 'Locks that new migrations take, measured on a shadow';

/** More are in the report. */
const maxLocks = 20;

/** A validation as one JSON object on one line: a public contract. */
export function validationJson(result: ValidateResult): string {
  return JSON.stringify({ type: 'validation', ...result });
}

/** A table a line, with what hangs on it; and that they were not compared, where findings say so. */
export function describeTables(tables: readonly TableSummary[], findings: readonly Finding[]): string {
  const isCompared = findObstacle(findings) === undefined;
  if (!isCompared && tables.length === 0) return 'The schema was not compared';
  const width = tables.reduce((longest, { name }) => Math.max(longest, name.length), 0);
  const rows = tables.map(({ name, columns, indexes, constraints, policies, rowSecurity }) => {
    const parts = [
      plural(columns.length, 'column'),
      indexes === 1 ? '1 index' : `${indexes} indexes`,
      plural(constraints, 'constraint'),
      policies === 1 ? '1 policy' : `${policies} policies`,
      ...(rowSecurity ? ['row security'] : []),
    ];
    return setIn(`${name.padEnd(width)}  ${parts.join(', ')}`);
  });
  const compared = isCompared ? '' : '; the schema was not compared';
  return [`${plural(tables.length, 'table')} in the database${compared}`, ...rows].join('\n');
}

const verdicts = { succeeded: 'Valid', failed: 'Failed' } as const;

function describeOutcome({ outcome, findings, checks, durationMs }: ValidateResult): string {
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const counts = (['error', 'warning', 'notice'] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => plural(count(severity), severity));
  const skipped = checks.filter((check) => check.outcome === 'skipped').map(({ name }) => name);
  const notRun = skipped.length === 0 ? '' : `; not run: ${skipped.join(', ')}`;
  return `${verdicts[outcome]}: ${counts.join(', ') || 'nothing found'}${notRun}, in ${describeDuration(durationMs)}.`;
}

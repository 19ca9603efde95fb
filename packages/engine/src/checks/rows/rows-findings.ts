import type { ErrorReport } from '../../errors';
import { readWaivers } from '../../lint/review/waivers';
import type { RuleMeta } from '../../lint/rule-meta';
import { rowsRuleMetas } from '../../lint/rules/rows-rule-metas';
import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import { locateOffset } from '../../sql/text/positions';
import { type Finding, findingOf, findingOfError } from '../finding';
import type { CheckCode } from '../finding-catalogue';
import type { SeverityOf } from '../lint/severities';
import type { LostRows } from './lost-rows';
import type { RowsFailure, RowsTrial } from './rows-trial';

/** What trying a migration on rows shows. Nothing of what its scripts waive, or the config leaves out. Pure. */
export function rowsFindings(
  trial: RowsTrial,
  up: Step,
  down: Step | undefined,
  severityOf: SeverityOf,
): readonly Finding[] {
  const last = (step: Step | undefined) => trial.failures.filter((failure) => failure.step === step).at(-1);
  const [failedUp, failedDown] = [last(up), down && last(down)];
  const found: readonly FoundByRule[] = [
    ...(failedUp ? failureFindings(failedUp, 'UP_FAILS_ON_ROWS', rowsRuleMetas.upFailsOnRows) : []),
    ...(failedDown ? failureFindings(failedDown, 'DOWN_FAILS_ON_ROWS', rowsRuleMetas.downFailsOnRows) : []),
    ...(down ? lostFindings(trial.lost, up, down) : []),
  ];
  const told = found.flatMap(({ rule, finding }) => {
    const set = severityOf(rule, finding.path);
    if (set === 'off') return [];
    // What the trial itself raises, the config may still take down.
    return [{ ...finding, rule: rule.name, severity: set === rule.severity ? finding.severity : set }];
  });
  return [...told, ...[failedUp, failedDown].flatMap((failure) => untried(failure)), ...withoutFindings(trial, up)];
}

interface FoundByRule {
  readonly rule: RuleMeta;
  readonly finding: Finding;
}

/** What failed for another reason than rows: in one transaction with what came before it, a new enum value cannot be used. */
function untried(failure: RowsFailure | undefined): readonly Finding[] {
  return failure && !isOfRows(failure.error) ? [notTried(failure)] : [];
}

/** SQLSTATEs with which rows refuse: of data, of constraints, of a subquery with several rows, and what scripts raise. */
function isOfRows({ sqlState = '' }: ErrorReport): boolean {
  return /^(?:21|22|23)/.test(sqlState) || sqlState === 'P0001';
}

/**
 * An error where the rows are the project's own, or where a constraint refuses plain ones: those satisfy whatever an author
 * may count on, but for what their values say, as a CHECK asks.
 */
function failureFindings(failure: RowsFailure, code: CheckCode, rule: RuleMeta): readonly FoundByRule[] {
  const { error, step, rows } = failure;
  if (!isOfRows(error) || isWaived(rule, step, error)) return [];
  const isConstraint = error.sqlState?.startsWith('23') === true && error.sqlState !== '23514';
  const severity = rows === 'own' || (rows === 'plain' && isConstraint) ? 'error' : 'warning';
  const prefix = `Fails on ${describeRows(failure)}: `;
  return [
    { rule, finding: findingOfError('round-trip', error, step, { code, severity, prefix, hint: safeWay(error) }) },
  ];
}

function describeRows({ rows }: RowsFailure): string {
  switch (rows) {
    case 'own':
      return 'the rows that test data and migrations put there';
    case 'plain':
      return 'plain rows (made up)';
    case 'extreme':
      return 'rows that the schema allows so far (made up: doubles, NULL, long texts, negative numbers)';
  }
}

/** What to write instead, by the SQLSTATE. */
function safeWay({ sqlState, hint }: ErrorReport): string {
  switch (sqlState) {
    case '23502':
      return 'Give the column a DEFAULT, or add it without NOT NULL, fill it (--kind=backfill), and set NOT NULL afterwards.';
    case '23505':
      return 'Merge or delete doubles first, in the script or a migration before it.';
    case '23503':
      return 'Delete or correct rows that refer to nothing first.';
    case '23514':
      return 'Correct the rows that break it first, or add it NOT VALID and validate it once they are corrected.';
    case '23P01':
      return 'Correct the rows that exclude each other first.';
    case 'P0001':
      return hint ?? 'Let the script mend what it refuses.';
    default:
      return 'Bring the values into the new form first: a USING expression that reads all of them, or an UPDATE before it.';
  }
}

function lostFindings(lost: readonly LostRows[], up: Step, down: Step): readonly FoundByRule[] {
  const rule = rowsRuleMetas.downLosesRows;
  if (lost.length === 0 || isWaivedAnywhere(rule, [up, down])) return [];
  const lines = lost.map((each) => `  ${describeLost(each)}`);
  const message = `After up.sql and down.sql, data is not what it was before:\n${lines.join('\n')}`;
  const place = { path: down.path, ids: [down.id] };
  const about = { severity: 'warning', check: 'round-trip', code: 'DOWN_LOSES_ROWS' } as const;
  return [{ rule, finding: findingOf({ ...about, message, ...place }) }];
}

function describeLost({ table, column, as, before, after, by }: LostRows): string {
  const who =
    by === 'down' ? 'down.sql takes what up.sql kept' : 'up.sql takes it, and down.sql does not bring it back';
  if (as === 'changed') {
    const since = by === 'down' ? 'down.sql changes them' : 'up.sql changes them, and down.sql does not restore them';
    return `${table}.${column}: other values than before (${since})`;
  }
  const what =
    column === undefined
      ? `${table}: ${before - after} of ${before} rows`
      : `${table}.${column}: ${before - after} of ${before} values`;
  return `${what} are gone (${who})`;
}

function notTried({ step, error }: RowsFailure): Finding {
  return findingOfError('round-trip', error, step, {
    code: 'ROWS_NOT_TRIED',
    severity: 'notice',
    prefix: 'Could not be tried on rows: ',
    hint: 'Try it on a copy of a database that has rows: migrate --test.',
  });
}

function withoutFindings({ without, obstacle }: RowsTrial, up: Step): readonly Finding[] {
  if (without.length === 0 && obstacle === undefined) return [];
  const tables = without.map(({ table: { schema, name }, reason }) => `${schema}.${name} (${reason})`);
  const message =
    obstacle === undefined
      ? `Was not tried on rows of ${tables.join(', ')}: none could be made up.`
      : `Was not tried on rows: ${obstacle}`;
  const about = { severity: 'notice', check: 'round-trip', code: 'ROWS_NOT_TRIED', path: up.path } as const;
  return [findingOf({ ...about, message, ids: [up.id] })];
}

/** Whether the statement that failed is waived. */
function isWaived(rule: RuleMeta, { script }: Step, { location }: ErrorReport): boolean {
  const text = script?.script.text;
  if (!script || !text || !location) return false;
  return waiversOf(rule, script).some(({ over }) => {
    const [from, to] = [locateOffset(text, over.start), locateOffset(text, over.end)];
    return comparePlaces(from, location) <= 0 && comparePlaces(location, to) <= 0;
  });
}

function isWaivedAnywhere(rule: RuleMeta, steps: readonly Step[]): boolean {
  return steps.some(({ script }) => script !== undefined && waiversOf(rule, script).length > 0);
}

function waiversOf({ name }: RuleMeta, script: ParsedScript) {
  return readWaivers(script).flatMap(({ rule, reason, over }) =>
    rule === name && reason !== undefined && over !== undefined ? [{ over }] : [],
  );
}

interface Place {
  readonly line: number;
  readonly column?: number;
}

function comparePlaces(one: Place, other: Place): number {
  return one.line - other.line || (one.column ?? 1) - (other.column ?? 1);
}

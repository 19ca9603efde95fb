import { describeError } from '../../apply/failures/describe-error';
import type { ValidateResult } from '../../checks/validate-result';
import type { StatusResult } from '../../commands/status/status';
import type { TypesResult } from '../../commands/types/types-result';
import { assertNever } from '../../errors';
import type { MigrationEvent, Reporter } from '../../events';
import type { Step } from '../../plan/plan';
import type { RunResult } from '../../run/command';
import { summarizeMigration } from '../status-text';
import { type Report, type ReportNotice, type ReportStep, type ReportVersions, reportVersion } from './report';

/** What is known of a command before it runs. */
export interface ReportSubject {
  readonly command: string;
  readonly project: string;
  readonly configPath: string;
  readonly sourceUrl: string | undefined;
  readonly startedAt: Date;
  readonly versions: ReportVersions;
}

/** How a command ended. */
export type ReportEnd =
  /** It has not: what is known so far. */
  | { readonly kind: 'running' | 'interrupted' }
  | { readonly kind: 'result'; readonly result: RunResult | StatusResult | ValidateResult | TypesResult }
  | { readonly kind: 'error'; readonly error: unknown };

/** Gathers a report from events, in memory that does not grow with notices or statements. */
export interface ReportCollector extends Reporter {
  /** Says where it runs, when no event does. */
  place(environment: string, database: string | undefined): void;
  /** The report as it stands. */
  derive(end: ReportEnd, durationMs: number): Report;
}

/** So many notices of all steps are kept, and so much of each. */
const maxNotices = 1_000;
const maxNoticeLength = 4_096;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export function collectReport(subject: ReportSubject): ReportCollector {
  const steps = new Map<string, Mutable<ReportStep>>();
  const seen: Mutable<Report> = emptyReport(subject);
  const notices: ReportNotice[] = [];
  let isFirstPass = true;
  const note = ({ severity, message, ids }: ReportNotice): void => {
    if (notices.length < maxNotices) notices.push({ severity, message: cut(message), ids });
    else seen.omittedNotices += 1;
  };
  const stepOf = ({ action, id }: Pick<ReportStep, 'action' | 'id'>): Mutable<ReportStep> => {
    const key = keyOf(action, id);
    const step = steps.get(key) ?? newStep(action, id);
    steps.set(key, step);
    return step;
  };

  return {
    place: (environment, database) => Object.assign(seen, { environment, database }),
    report: (event) => {
      if (event.type === 'rehearsal-pass-started') isFirstPass = event.pass === 'up';
      // Steps are those of the first pass; the rehearsal has all.
      else if (isFirstPass || !event.type.startsWith('step-')) keep(event, { seen, stepOf, note });
    },
    derive(end, durationMs) {
      const report = { ...seen, notices: [...notices], steps: [...steps.values()].map((step) => ({ ...step })) };
      return { ...report, durationMs, ...endOf(end, report) };
    },
  };
}

interface Keeping {
  readonly seen: Mutable<Report>;
  readonly stepOf: (step: Pick<ReportStep, 'action' | 'id'>) => Mutable<ReportStep>;
  readonly note: (notice: ReportNotice) => void;
}

function keep(event: MigrationEvent, { seen, stepOf, note }: Keeping): void {
  switch (event.type) {
    case 'run-started': {
      const { command, environment, database } = event;
      Object.assign(seen, { command, environment, database });
      return;
    }
    case 'lock-acquired':
      seen.runId = event.runId;
      return;
    case 'run-refused':
      seen.refusals = event.refusals;
      return;
    case 'database-reset':
      seen.dropped = event.dropped;
      return;
    case 'reset-planned':
      seen.wouldDrop = event.dropped;
      return;
    case 'backup-finished': {
      const { path, sizeBytes, durationMs } = event;
      seen.backup = { path, sizeBytes, durationMs, restoreCommand: undefined };
      return;
    }
    case 'notice-raised':
    case 'server-notice':
      note({ ...event, ids: event.type === 'notice-raised' ? event.ids : [event.id] });
      return;
    case 'step-planned': {
      const { path, mode, sql, change } = event;
      Object.assign(stepOf(event), { path, mode, sql, note: change });
      return;
    }
    case 'step-started': {
      const { path, mode, statements } = event;
      Object.assign(stepOf(event), { path, mode, statements, outcome: 'unfinished' });
      return;
    }
    case 'statement-finished':
      stepOf(event).progress = { done: event.done, total: event.total };
      return;
    case 'step-retrying':
      stepOf(event).attempts = event.attempt;
      return;
    case 'step-finished':
      Object.assign(stepOf(event), { outcome: 'succeeded', durationMs: event.durationMs });
      return;
    case 'step-failed':
      Object.assign(stepOf(event), { outcome: 'failed', durationMs: event.durationMs, error: event.error });
      return;
    case 'step-skipped':
      Object.assign(stepOf(event), { outcome: 'skipped', note: event.reason });
      return;
    case 'check-finished':
      // The result has whether it passed; until then nothing tells.
      return;
    case 'verification-finished':
      seen.tables = event.tables;
      seen.findings = event.findings;
      return;
    case 'benchmark-finished':
      seen.benchmark = event.benchmark;
      return;
    case 'run-finished':
      Object.assign(seen, { planHash: event.planHash, counts: event.counts });
      return;
    case 'database-waiting':
    case 'database-created':
    case 'database-connected':
    case 'lock-waiting':
    case 'backup-planned':
    case 'hook-planned':
    case 'backup-started':
    case 'reset-waiting':
    case 'step-waiting':
    case 'step-progress':
    case 'transfer-progress':
    case 'check-started':
    case 'benchmark-case-finished':
    case 'copy-started':
    case 'copy-finished':
    case 'rehearsal-pass-started':
      return;
    case 'rehearsal-finished':
      seen.rehearsal = event.rehearsal;
      return;
    default:
      assertNever(event);
  }
}

function endOf(end: ReportEnd, report: Report): Partial<Report> {
  switch (end.kind) {
    case 'running':
      return { outcome: 'unfinished', isComplete: false };
    case 'interrupted':
      return { outcome: 'cancelled', isComplete: false };
    case 'error': {
      const error = describeError(end.error);
      return { outcome: error.code === 'CANCELLED' ? 'cancelled' : 'failed', isComplete: true, error };
    }
    case 'result':
      return { isComplete: true, ...resultOf(end.result, report) };
    default:
      return assertNever(end);
  }
}

function resultOf(result: RunResult | StatusResult | ValidateResult | TypesResult, report: Report): Partial<Report> {
  if ('plan' in result) return runOf(result, report);
  if ('checks' in result) return validationOf(result);
  const { outcome, environment, database, migrations, unsettled, problems, notices, events, current } = result;
  return {
    outcome,
    environment,
    database,
    migrations: migrations.map(summarizeMigration),
    unsettled,
    problems: problems.map(({ severity, code, message, path }) => ({ severity, code, message, path })),
    notices: [...report.notices, ...notices],
    events,
    current,
  };
}

function validationOf(result: ValidateResult | TypesResult): Partial<Report> {
  const { command, environment, outcome, checks, findings } = result;
  const nothing = { tables: [], differences: [], locks: [] };
  const { tables, differences, locks = [] } = result.command === 'types' ? nothing : result;
  return { command, environment, outcome, checks, findings, tables, differences, locks };
}

/** All steps of the plan in their order, with what events told of those that began. */
function runOf(
  { outcome, plan, refusals, steps, backup, verification, rehearsal }: RunResult,
  report: Report,
): Partial<Report> {
  const known = new Map(report.steps.map((step) => [keyOf(step.action, step.id), step]));
  const ends = new Map(steps.map((end) => [keyOf(end.step.action, end.step.id), end]));
  const untouched = outcome === 'planned' || outcome === 'refused' ? 'planned' : 'not-run';
  return {
    outcome,
    refusals,
    steps: plan.steps.map((step) => {
      const key = keyOf(step.action, step.id);
      const end = ends.get(key);
      return {
        ...(known.get(key) ?? newStep(step.action, step.id)),
        ...describeScript(step),
        outcome: end?.outcome ?? untouched,
        durationMs: end?.durationMs ?? 0,
        error: end?.error,
      };
    }),
    ...(report.backup && { backup: { ...report.backup, restoreCommand: backup?.restoreCommand } }),
    ...(rehearsal && { rehearsal }),
    ...(verification && {
      checks: verification.checks,
      findings: verification.findings,
      tables: verification.tables,
      differences: verification.differences,
    }),
  };
}

function describeScript({ path, script, change }: Step): Pick<ReportStep, 'path' | 'mode' | 'statements'> {
  const run = change ? undefined : script;
  const isCounted = run !== undefined && run.mode !== 'batches';
  return { path, mode: run?.mode ?? 'none', statements: isCounted ? run.statements.length : undefined };
}

function emptyReport(subject: ReportSubject): Report {
  return {
    type: 'pgrestify-report',
    reportVersion,
    ...subject,
    environment: undefined,
    database: undefined,
    outcome: 'unfinished',
    isComplete: false,
    durationMs: 0,
    runId: undefined,
    planHash: undefined,
    counts: undefined,
    steps: [],
    refusals: [],
    notices: [],
    omittedNotices: 0,
    error: undefined,
    backup: undefined,
    rehearsal: undefined,
    benchmark: undefined,
    dropped: [],
    wouldDrop: [],
    checks: [],
    findings: [],
    tables: [],
    differences: [],
    locks: [],
    migrations: [],
    unsettled: [],
    problems: [],
    events: [],
    current: undefined,
  };
}

function newStep(action: ReportStep['action'], id: string): ReportStep {
  return {
    id,
    action,
    path: '',
    mode: 'none',
    outcome: 'planned',
    durationMs: 0,
    statements: undefined,
    progress: undefined,
    attempts: 1,
    error: undefined,
    note: undefined,
    sql: undefined,
  };
}

/** Ids hold no NUL. */
function keyOf(action: string, id: string): string {
  return `${action}\0${id}`;
}

function cut(text: string): string {
  return text.length <= maxNoticeLength ? text : `${text.slice(0, maxNoticeLength)}…`;
}

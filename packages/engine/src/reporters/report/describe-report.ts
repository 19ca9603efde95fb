import { describeDuration, describeErrorReport, describeRefusal, describeSize, plural } from '../describe';
import { describeCopy, describeFailures, describeScript } from '../describe-rehearsal';
import type { Report, ReportNotice, ReportStep } from './report';

/** `migrate api: failed`; of a status that did what it was asked to, what it found: `status api: 1 failed, 2 pending`. */
export function describeTitle({ command, project, outcome, unsettled }: Report): string {
  const found = unsettled.map(({ reason }) => reason).join(', ');
  return `${command} ${project}: ${found === '' ? outcomeWords[outcome] : found}`;
}

/** How a report looks as a whole: a status that found something wrong is no success to whoever reads it. */
export function describeMood({ outcome, unsettled }: Report): Report['outcome'] | 'wrong' | 'waiting' {
  return outcome === 'succeeded' ? (unsettled[0]?.severity ?? outcome) : outcome;
}

const outcomeWords: Readonly<Record<Report['outcome'], string>> = {
  succeeded: 'succeeded',
  'nothing-to-do': 'nothing to do',
  planned: 'planned, nothing was written',
  refused: 'refused, nothing was run',
  failed: 'failed',
  cancelled: 'cancelled',
  unfinished: 'unfinished',
};

/** What there is to know about a command as a whole, as names and values. */
export function describeFacts(report: Report): readonly (readonly [string, string])[] {
  const { environment, database, planHash, runId, backup, counts, versions, current, rehearsal } = report;
  const apart = counts && {
    ...counts,
    skipped: counts.skipped - counts.notUndone,
    pending: counts.pending - counts.stillApplied,
  };
  const counted = Object.entries(apart ?? {}).filter(([, count]) => count > 0);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['environment', environment],
    ['database', database],
    ['steps', counted.map(([name, count]) => `${count} ${countWords[name] ?? name}`).join(', ') || undefined],
    ['version', current],
    ['backup', backup && `${backup.path} (${describeSize(backup.sizeBytes)})`],
    ['restore with', backup?.restoreCommand],
    ['rehearsed on', rehearsal && describeCopy(rehearsal.copy)],
    ['plan', planHash],
    ['run', runId],
    ['started', report.startedAt.toISOString()],
    ['duration', describeDuration(report.durationMs)],
    ['written by', `@pgrestify/engine ${versions.engine} on Node.js ${versions.node}`],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** The list of what a reset dropped, or would drop, under its heading; undefined when it is empty. */
export function describeDropped({
  dropped,
  wouldDrop,
}: Report): { readonly heading: string; readonly lines: readonly string[] } | undefined {
  if (dropped.length > 0) return { heading: 'Dropped by the reset', lines: dropped };
  return wouldDrop.length > 0 ? { heading: 'The reset would drop', lines: wouldDrop } : undefined;
}

const countWords: Readonly<Record<string, string>> = {
  rolledBack: 'rolled back',
  notUndone: 'not undone',
  stillApplied: 'still applied',
};

/** What an unfinished report must say, or undefined for a finished one. */
export function describeIncomplete({ isComplete, outcome }: Report): string | undefined {
  if (isComplete) return undefined;
  return outcome === 'cancelled'
    ? 'It was interrupted, and this was written before it had ended: `status` tells what was done.'
    : 'It began, and its end was not written: it still runs, or was killed. `status` tells what was done.';
}

/** Whatever went wrong or stands against the run, in lines: what happened, the line with a caret, what to do. */
export function describeProblems({ error, refusals, steps, problems, rehearsal }: Report): readonly string[] {
  return [
    ...(error ? [describeErrorReport(error)] : []),
    ...refusals.map(describeRefusal),
    ...(rehearsal
      ? describeFailures(rehearsal)
      : steps.flatMap((step) => (step.error ? [`${step.id}\n${describeErrorReport(step.error)}`] : []))),
    ...problems.map(({ severity, code, path, message }) => `${severity} ${code} ${path}: ${message}`),
  ];
}

/** What there is to know of each script of a rehearsal: its id, stated once, a name and a value. */
export function rehearsalRows(
  rehearsal: Report['rehearsal'],
): readonly (readonly [id: string, name: string, value: string])[] {
  return (rehearsal?.scripts ?? []).flatMap((script) =>
    describeScript(script).map(([name, value], index) => [index === 0 ? script.id : '', name, value] as const),
  );
}

/** `2 statements`, `3 of 5`. */
export function describeStatements({ progress, statements, outcome }: ReportStep): string {
  const isPartial = outcome === 'failed' || outcome === 'unfinished';
  if (isPartial && progress && progress.total > 0) return `${progress.done} of ${progress.total}`;
  if (statements === undefined) return progress ? plural(progress.done, 'statement') : '';
  return plural(statements, 'statement');
}

/** All notices under a heading that counts them; undefined when there are none. */
export function describeNotices({
  notices,
  omittedNotices,
}: Report): { readonly heading: string; readonly text: string } | undefined {
  if (notices.length === 0) return undefined;
  const omitted = omittedNotices > 0 ? [`${omittedNotices} more`] : [];
  return {
    heading: plural(notices.length + omittedNotices, 'notice'),
    text: [...notices.map(describeNotice), ...omitted].join('\n'),
  };
}

/** `notice 001_a: hello`. */
export function describeNotice({ severity, message, ids }: ReportNotice): string {
  return `${severity.toLowerCase()}${ids.length === 0 ? '' : ` ${ids.join(', ')}`}: ${message}`;
}

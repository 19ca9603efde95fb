import { assertNever } from '../errors';
import type { MigrationEvent, Reporter } from '../events';
import { describeHolder } from '../history/describe-holder';
import type { StepAction } from '../plan/plan';
import type { RehearsalCounts, RehearsedScript } from '../rehearsal/rehearsal';
import {
  describeBlocker,
  describeDuration,
  describeErrorReport,
  describeRefusal,
  describeSize,
  describeTime,
  plural,
} from './describe';
import { describeFindings } from './describe-findings';
import { describeScript, passWords, rowWords } from './describe-rehearsal';
import { nameProject, type ProjectsShown } from './name-project';
import { passingLines } from './passing-lines';
import { describeStepProgress, describeTransfer } from './progress/describe-progress';
import { describeTables } from './validation-text';

/**
 * Events as lines for a person: one line a fact, aligned, understood without colour. What goes on is not said as often
 * as it is seen.
 */
export function textReporter(write: (text: string) => void, shown: ProjectsShown = 'one'): Reporter {
  const isNews = passingLines();
  return {
    report(event) {
      const text = isNews(event) ? describeBeside(shown, event) : undefined;
      if (text !== undefined) {
        write(`${text}\n`);
      }
    },
  };
}

/** The lines of an event; undefined for one that a person need not see. Pure. */
export function describeEvent(event: MigrationEvent): string | undefined {
  return describeBeside('one', event);
}

/** The same, under the name of its project where there are several. Pure. */
export function describeBeside(shown: ProjectsShown, event: MigrationEvent): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `${event.command} ${event.project}, environment ${event.environment}, database ${event.database}`;
    case 'database-waiting':
      return line('waiting', `up to ${describeDuration(event.waitForMs)} for the database: ${event.error.message}`);
    case 'database-connected':
      return line('connected', `after ${describeDuration(event.waitedMs)}`);
    case 'database-created':
      return line('created', `database ${event.database}`);
    case 'lock-waiting':
      return line('waiting', `for the run lock, held by ${describeHolder(event.holder)}`);
    case 'lock-acquired':
      return event.waitedMs > 1_000 ? line('lock', `acquired after ${describeDuration(event.waitedMs)}`) : undefined;
    case 'notice-raised':
      return line(event.severity, event.message);
    case 'run-refused':
      return event.refusals
        .map((refusal) => line('refused', nameProject(describeRefusal(refusal), event, shown)))
        .join('\n');
    case 'backup-planned':
      return line('backup', `would be written to ${event.folderPath} by ${event.program} ${event.programVersion}`);
    case 'backup-started':
      return line('backup', `is written to ${event.folderPath} by ${event.program} ${event.programVersion}`);
    case 'backup-finished':
      return [
        line('backed up', `${event.path}  ${describeSize(event.sizeBytes)}  ${describeDuration(event.durationMs)}`),
        ...event.removed.map((path) => line('removed', path)),
      ].join('\n');
    case 'step-planned':
      if (event.change !== undefined) return line('would', event.change);
      return [
        line('would run', `${event.path} (${nameStep(event)}, ${event.how ?? event.mode})`),
        ...(event.sql === undefined ? [] : [indent(event.sql)]),
      ].join('\n');
    case 'hook-planned':
      return [
        line('would run', `${event.path} (${event.name}, of ${plural(event.scripts, 'script')})`),
        ...(event.sql === undefined ? [] : [indent(event.sql)]),
      ].join('\n');
    case 'reset-planned':
      return event.dropped.length === 0
        ? line('would reset', 'an empty database')
        : line('would drop', event.dropped.join('\n'));
    case 'reset-waiting':
      return event.blockers.map((blocker) => line('blocked', `the reset by ${describeBlocker(blocker)}`)).join('\n');
    case 'database-reset':
      return line('reset', event.dropped.length === 0 ? 'an empty database' : `dropped ${event.dropped.join('\n')}`);
    case 'step-started':
      return undefined;
    case 'statement-finished':
      return event.total > 0
        ? line('progress', `${event.id}: ${event.done} of ${event.total}`)
        : line('progress', `${event.id}: ${plural(event.done, 'statement')}`);
    case 'step-progress':
      return line('running', `${event.id}: ${describeStepProgress(event).join(', ')}`);
    case 'transfer-progress':
      return line(event.what, describeTransfer(event).join(', '));
    case 'server-notice':
      return line(event.severity.toLowerCase(), `${event.id}: ${event.message}`);
    case 'step-waiting':
      return describeWait(event);
    case 'step-retrying':
      return isKnownWait(event) ? describeWait(event) : describeRetry(event);
    case 'step-finished':
      return line(doneWords[event.action], `${event.id}  ${describeDuration(event.durationMs)}`);
    case 'step-failed':
      return line('failed', `${event.id}  ${describeDuration(event.durationMs)}\n${describeErrorReport(event.error)}`);
    case 'step-skipped':
      return line('skipped', `${event.id}: ${event.reason}`);
    case 'check-started':
      return undefined;
    case 'check-finished':
      return line(
        event.findings === 0 ? 'ok' : 'findings',
        `${event.name}${event.postgres === undefined ? '' : ` on PostgreSQL ${event.postgres}`}  ${event.findings === 0 ? '' : `${event.findings}  `}${describeDuration(event.durationMs)}`,
      );
    case 'verification-finished':
      return [describeTables(event.tables, event.findings), ...describeFindings(event.findings)].join('\n');
    case 'copy-started':
      return [
        line('copying', `${event.place}, ${rowWords[event.data]}`),
        ...event.because.map((reason) => line('notice', reason)),
      ].join('\n');
    case 'copy-finished':
      return [
        line('copied', `${describeSize(event.sizeBytes)}  ${describeDuration(event.durationMs)}`),
        ...event.notices.map((notice) => line('notice', notice)),
      ].join('\n');
    case 'rehearsal-pass-started':
      return line('rehearsing', passWords[event.pass]);
    case 'rehearsal-finished':
      return event.rehearsal.scripts.map(describeRehearsed).join('\n');
    case 'benchmark-case-finished':
    case 'benchmark-finished': {
      // Loaded here: most runs are no benchmarks.
      const benchmark = require('./benchmark/describe-event') as typeof import('./benchmark/describe-event');
      const { word, fact } = benchmark.describeBenchmark(event);
      return line(word, fact);
    }
    case 'run-finished':
      return nameProject(describeEnd(event), event, shown);
    default:
      return assertNever(event);
  }
}

/** A hook by its name in the config. */
function nameStep({ action, id }: Extract<MigrationEvent, { type: 'step-planned' }>): string {
  return action === 'hook' ? id : action;
}

type StepRetrying = Extract<MigrationEvent, { type: 'step-retrying' }>;
type Blocked = Pick<StepRetrying, 'id' | 'blockers' | 'waitersBehind'> & { readonly retryUntil?: Date };

/** Whether an attempt is one more of a wait for sessions that are known, of which the server's words say less. */
function isKnownWait({ error, blockers }: StepRetrying): boolean {
  return error.code === 'LOCK_TIMEOUT' && blockers.length > 0;
}

/** One line for each that is in the way: mostly one. */
function describeWait({ id, blockers, waitersBehind, retryUntil }: Blocked): string {
  const about = [
    retryUntil && `tried again until ${describeTime(retryUntil)}`,
    waitersBehind > 0 && `${plural(waitersBehind, 'session')} behind it`,
  ].filter((part) => typeof part === 'string');
  const step = about.length === 0 ? id : `${id} (${about.join(', ')})`;
  return blockers.map((blocker) => line('blocked', `${step} by ${describeBlocker(blocker)}`)).join('\n');
}

function describeRetry(event: StepRetrying): string {
  const when = `in ${describeDuration(event.delayMs)}, attempt ${event.attempt}, until ${describeTime(event.retryUntil)}`;
  const retry = line('retrying', `${event.id} ${when}: ${event.error.message}`);
  return event.blockers.length === 0 ? retry : `${retry}\n${describeWait({ ...event, retryUntil: undefined })}`;
}

const doneWords: Readonly<Record<StepAction, string>> = {
  up: 'applied',
  down: 'rolled back',
  repeat: 'applied',
  'skip-down': 'not undone',
  script: 'executed',
  baseline: 'recorded',
  repair: 'repaired',
  hook: 'hook',
};

type RunFinished = Extract<MigrationEvent, { type: 'run-finished' }>;

/** The script, and under it what there is to know of it. */
function describeRehearsed(script: RehearsedScript): string {
  return line(
    'rehearsed',
    [script.id, ...describeScript(script).map(([name, value]) => `${name}: ${value}`)].join('\n'),
  );
}

function describeEnd({ outcome, counts, durationMs, planHash, refusals, backup, rehearsed }: RunFinished): string {
  const took = `in ${describeDuration(durationMs)}`;
  if (rehearsed)
    return `${rehearsalWords[outcome]}: ${describeRehearsal(rehearsed)} on a copy, which is gone, ${took}.`;
  switch (outcome) {
    case 'succeeded':
      return `Done: ${describeCounts(counts)} ${took}.`;
    case 'nothing-to-do':
      return 'Nothing to do.';
    case 'planned':
      return `Dry run: nothing was written.${refusals > 0 ? ' A run would be refused.' : ''} The plan is ${planHash}.`;
    case 'refused':
      return 'Refused: nothing was run.';
    case 'failed':
      return `Failed: ${describeCounts(counts)} ${took}.${describeRestore(backup)}`;
    case 'cancelled':
      return `Cancelled: ${describeCounts(counts)} ${took}.${describeRestore(backup)}`;
    default:
      return assertNever(outcome);
  }
}

const rehearsalWords: Readonly<Record<RunFinished['outcome'], string>> = {
  succeeded: 'Rehearsed',
  'nothing-to-do': 'Rehearsed',
  planned: 'Rehearsed',
  refused: 'Refused',
  failed: 'The rehearsal failed',
  cancelled: 'The rehearsal was cancelled',
};

function describeRehearsal({ up, down, upAgain, notUndone, failed }: RehearsalCounts): string {
  const parts = [
    `${up} up`,
    `${down} down`,
    `${upAgain} up again`,
    ...(notUndone > 0 ? [`${notUndone} not undone`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return parts.join(', ');
}

function describeRestore(backup: RunFinished['backup']): string {
  if (!backup) return '';
  const { path, restoreCommand } = backup;
  return restoreCommand === undefined ? `\nThe backup is ${path}` : `\nrestore with: ${restoreCommand}`;
}

function describeCounts(counts: RunFinished['counts']): string {
  const parts = [
    counts.applied > 0 && `${counts.applied} applied`,
    counts.rolledBack > 0 && `${counts.rolledBack} rolled back`,
    counts.recorded > 0 && `${counts.recorded} recorded`,
    counts.notUndone > 0 && `${counts.notUndone} not undone, still applied`,
    counts.skipped > counts.notUndone && `${counts.skipped - counts.notUndone} skipped`,
    counts.failed > 0 && `${counts.failed} failed`,
    counts.stillApplied > 0 && `${counts.stillApplied} still applied`,
    counts.pending > counts.stillApplied && `${counts.pending - counts.stillApplied} still pending`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(', ') : 'nothing changed';
}

/** A word in a column of its own, then the fact; further lines are set in under it. */
function line(word: string, fact: string): string {
  return `  ${word.padEnd(12)} ${fact.replaceAll('\n', `\n${' '.repeat(15)}`)}`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ').trimEnd();
}

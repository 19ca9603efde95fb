import type { Blocker, LockHolder, MigrationEvent } from '../../events';
import type { StepProgress, TransferProgress } from './describe-progress';

interface Since {
  readonly since: Date;
}

/** What goes on in a run at a moment, and since when. */
export type Activity =
  | (Since & { readonly kind: 'database-wait'; readonly database: string })
  | (Since & { readonly kind: 'lock-wait'; readonly holder: LockHolder | undefined })
  | (Since & { readonly kind: 'transfer'; readonly what: 'backup' | 'copy'; readonly progress?: TransferProgress })
  | (Since & { readonly kind: 'reset'; readonly blockers: readonly Blocker[] })
  | (Since & RunningStep)
  | (Since & { readonly kind: 'check'; readonly name: string });

interface RunningStep {
  readonly kind: 'step';
  readonly id: string;
  /** Which of how many of the run, from 1. */
  readonly position: number;
  readonly total: number;
  readonly progress?: Pick<StepProgress, 'statements' | 'bytes' | 'server' | 'waitEvent' | 'blockers' | 'expected'>;
  /** The attempt that comes next; undefined while it runs. */
  readonly nextAttempt?: number;
}

/** What goes on after an event; undefined while nothing does that takes long. Pure. */
export function nextActivity(now: Activity | undefined, event: MigrationEvent): Activity | undefined {
  switch (event.type) {
    case 'database-waiting':
      return {
        kind: 'database-wait',
        since: now?.kind === 'database-wait' ? now.since : event.at,
        database: event.database,
      };
    case 'lock-waiting':
      return { kind: 'lock-wait', since: before(event.at, event.waitedMs), holder: event.holder };
    case 'backup-started':
      return { kind: 'transfer', what: 'backup', since: event.at };
    case 'copy-started':
      return { kind: 'transfer', what: 'copy', since: event.at };
    case 'transfer-progress':
      return { kind: 'transfer', what: event.what, since: before(event.at, event.elapsedMs), progress: event };
    case 'reset-waiting':
      return { kind: 'reset', since: now?.kind === 'reset' ? now.since : event.at, blockers: event.blockers };
    case 'check-started':
      return { kind: 'check', since: event.at, name: event.name };
    case 'step-started':
      return { kind: 'step', since: event.at, id: event.id, position: event.index + 1, total: event.total };
    case 'statement-finished':
    case 'step-progress':
    case 'step-waiting':
    case 'step-retrying':
      return now?.kind === 'step' ? { ...now, ...changeStep(now, event) } : now;
    // They tell something, and what goes on goes on.
    case 'notice-raised':
    case 'server-notice':
      return now;
    default:
      return undefined;
  }
}

type StepEvent = Extract<
  MigrationEvent,
  { type: 'statement-finished' | 'step-progress' | 'step-waiting' | 'step-retrying' }
>;

function changeStep({ progress }: RunningStep, event: StepEvent): Partial<RunningStep> {
  switch (event.type) {
    case 'statement-finished': {
      const { done, total } = event;
      const { bytes, expected } = progress ?? {};
      // What the server said was about the statement before.
      const kept = { ...(bytes && { bytes }), ...(expected && { expected }) };
      return { progress: { blockers: [], statements: { done, total }, ...kept } };
    }
    case 'step-progress':
      return { progress: event, nextAttempt: undefined };
    case 'step-waiting':
      return { progress: { ...progress, blockers: event.blockers }, nextAttempt: undefined };
    case 'step-retrying':
      return { nextAttempt: event.attempt + 1 };
  }
}

function before(at: Date, ms: number): Date {
  return new Date(at.getTime() - ms);
}

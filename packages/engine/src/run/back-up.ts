import { describeError } from '../apply/failures/describe-error';
import type { Settings } from '../config/settings';
import { EngineError, type ErrorCode } from '../errors';
import type { Refusal } from '../plan/plan';
import type { Backup, BackupPlan } from '../ports';
import type { CommandPorts } from './command';

/** Whether and how a run would be backed up, or why it cannot be, which refuses the run. */
export type PlannedBackup =
  | { readonly kind: 'none' }
  | { readonly kind: 'planned'; readonly plan: BackupPlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** How taking a backup ended. Unless it was taken, nothing may be run. */
export type TakenBackup =
  | { readonly kind: 'taken'; readonly backup: Backup | undefined }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'cancelled' };

/** Whether a run takes a backup: what the option says, else the settings. */
export function backupOf(
  { migrations }: Settings,
  { backup = migrations.backupBeforeMigration }: { readonly backup?: boolean | undefined },
): 'none' | 'before-first-step' {
  return backup ? 'before-first-step' : 'none';
}

/** Looks for the program that would take the backup; writes nothing. */
export async function planBackup({ backups, store }: CommandPorts): Promise<PlannedBackup> {
  if (!(await store.keepsSession())) {
    const message =
      'pg_dump changes settings of its session, and behind a pooler an application would get that session.';
    return { kind: 'refused', refusal: refusal('POOLER_UNSAFE', message, 'Connect to the server directly.') };
  }
  if (!backups) {
    const message = 'A backup is asked for, and nothing here can take one.';
    return { kind: 'refused', refusal: refusal('BACKUP_PROGRAM_MISSING', message, 'Leave --backup out.') };
  }
  try {
    return { kind: 'planned', plan: await backups.plan() };
  } catch (error) {
    return { kind: 'refused', refusal: asRefusal(error) };
  }
}

/** Takes the backup that was planned, under the run lock, and reports it. */
export async function takeBackup(planned: PlannedBackup, planHash: string, ports: CommandPorts): Promise<TakenBackup> {
  const { backups, clock, reporter, signal } = ports;
  if (planned.kind === 'refused') return planned;
  if (planned.kind === 'none' || !backups) return { kind: 'taken', backup: undefined };
  const start = clock.monotonicMs();
  reporter.report({ type: 'backup-started', at: clock.now(), ...planned.plan });
  try {
    const backup = await backups.take(planned.plan, { planHash, signal });
    const { path, sizeBytes, removed, warnings } = backup;
    const durationMs = Math.round(clock.monotonicMs() - start);
    reporter.report({ type: 'backup-finished', at: clock.now(), path, sizeBytes, durationMs, removed });
    for (const message of warnings) {
      reporter.report({ type: 'notice-raised', at: clock.now(), severity: 'warning', message, ids: [] });
    }
    return { kind: 'taken', backup };
  } catch (error) {
    if (error instanceof EngineError && error.code === 'CANCELLED') {
      reporter.report({ type: 'notice-raised', at: clock.now(), severity: 'warning', message: error.message, ids: [] });
      return { kind: 'cancelled' };
    }
    return { kind: 'refused', refusal: asRefusal(error) };
  }
}

/** What speaks against a backup is a reason not to run; an error of something else is thrown on. */
function asRefusal(error: unknown): Refusal {
  const { code, message, hint = 'Read what pg_dump says.' } = describeError(error);
  if (code !== 'BACKUP_PROGRAM_MISSING' && code !== 'BACKUP_FAILED') throw error;
  return refusal(code, message, hint);
}

function refusal(code: ErrorCode, message: string, hint: string): Refusal {
  return { code, message, ids: [], hint, waivedBy: '--no-backup' };
}

import { describeError } from '../../apply/failures/describe-error';
import type { ErrorCode } from '../../errors';
import type { Refusal } from '../../plan/plan';
import type { BackupPlan } from '../../ports';
import type { CommandPorts } from '../command';

/** Whether and how a run would be backed up, or why it cannot be, which refuses the run. */
export type PlannedBackup =
  | { readonly kind: 'none' }
  | { readonly kind: 'planned'; readonly plan: BackupPlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Looks for the program that would take the backup; writes nothing. */
export async function planBackup({ backups, store }: CommandPorts): Promise<PlannedBackup> {
  if (!(await store.keepsSession())) {
    const message =
      'pg_dump changes settings of its session, and behind a pooler an application would get that session.';
    return { kind: 'refused', refusal: refusalOf('POOLER_UNSAFE', message, 'Connect to the server directly.') };
  }
  if (!backups) {
    const message = 'A backup is asked for, and nothing here can take one.';
    return { kind: 'refused', refusal: refusalOf('BACKUP_PROGRAM_MISSING', message, 'Leave --backup out.') };
  }
  try {
    return { kind: 'planned', plan: await backups.plan() };
  } catch (error) {
    return { kind: 'refused', refusal: refuseBackup(error) };
  }
}

/** What speaks against a backup is a reason not to run; an error of something else is thrown on. */
export function refuseBackup(error: unknown): Refusal {
  const { code, message, hint = 'Read what pg_dump says.' } = describeError(error);
  if (code !== 'BACKUP_PROGRAM_MISSING' && code !== 'BACKUP_FAILED') throw error;
  return refusalOf(code, message, hint);
}

function refusalOf(code: ErrorCode, message: string, hint: string): Refusal {
  return { code, message, ids: [], hint, waivedBy: '--no-backup' };
}

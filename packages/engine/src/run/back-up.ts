import { EngineError } from '../errors';
import type { Refusal } from '../plan/plan';
import type { Backup } from '../ports';
import type { CommandPorts } from './command';
import { type PlannedBackup, refuseBackup } from './facts/plan-backup';
import { reportWritten } from './report-written';

/** How taking a backup ended. Unless it was taken, nothing may be run. */
export type TakenBackup =
  | { readonly kind: 'taken'; readonly backup: Backup | undefined }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'cancelled' };

/** Takes the backup that was planned, under the run lock, and reports it. */
export async function takeBackup(planned: PlannedBackup, planHash: string, ports: CommandPorts): Promise<TakenBackup> {
  const { backups, clock, reporter, signal, onlooker } = ports;
  if (planned.kind === 'refused') return planned;
  if (planned.kind === 'none' || !backups) return { kind: 'taken', backup: undefined };
  const start = clock.monotonicMs();
  reporter.report({ type: 'backup-started', at: clock.now(), ...planned.plan });
  try {
    const onWritten = onlooker && reportWritten('backup', ports);
    const backup = await backups.take(planned.plan, { planHash, signal, ...(onWritten && { onWritten }) });
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
    return { kind: 'refused', refusal: refuseBackup(error) };
  }
}

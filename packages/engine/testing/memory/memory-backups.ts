import type { EngineError } from '../../src/errors';
import type { Backups } from '../../src/ports';

/** Backups in memory: what was asked for, and what the next one is to end with. */
export interface MemoryBackups extends Backups {
  /** Hashes of the plans before which a backup was taken. */
  readonly taken: readonly string[];
  /** Planning, or taking, fails from now on. */
  fail(when: 'plan' | 'take', error: EngineError): void;
}

/** `onTaken` is called when a backup is taken, so that a spec can see what the database is then. */
export function createMemoryBackups(onTaken: () => void = () => {}): MemoryBackups {
  const taken: string[] = [];
  const failures = new Map<'plan' | 'take', EngineError>();
  const failAt = (when: 'plan' | 'take'): void => {
    const error = failures.get(when);
    if (error) throw error;
  };
  return {
    taken,
    fail: (when, error) => void failures.set(when, error),
    async plan() {
      failAt('plan');
      return { folderPath: '/backups', program: 'memory', programVersion: '1' };
    },
    async take(_plan, { planHash }) {
      failAt('take');
      onTaken();
      taken.push(planHash);
      const path = `/backups/${planHash}.dump`;
      return { path, sizeBytes: 1_234, removed: [], restoreCommand: `restore ${path}`, warnings: [] };
    },
  };
}

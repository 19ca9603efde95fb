import type { Settings } from '../../config/settings';
import type { LockedStore, RunIdentity } from '../../history/store';
import type { CommandPorts } from '../command';

/** Does something under the run lock, which is waited for and freed. Throws RUN_LOCK_TIMEOUT, CANCELLED and those of connecting. */
export async function withRunLock<T>(
  settings: Settings,
  ports: CommandPorts,
  body: (locked: LockedStore) => Promise<T>,
): Promise<T> {
  const { clock, reporter, store, signal } = ports;
  const identity: RunIdentity = {
    runId: ports.newRunId(),
    project: settings.project,
    target: '',
    environment: settings.environment,
    engineVersion: ports.engineVersion,
    gitCommit: ports.gitCommit(),
  };
  const start = clock.monotonicMs();
  const locked = await store.lock(
    identity,
    { onWaiting: (holder, waitedMs) => reporter.report({ type: 'lock-waiting', at: clock.now(), holder, waitedMs }) },
    signal,
  );
  try {
    const waitedMs = Math.round(clock.monotonicMs() - start);
    reporter.report({ type: 'lock-acquired', at: clock.now(), waitedMs, runId: identity.runId });
    return await body(locked);
  } finally {
    await locked.release();
  }
}

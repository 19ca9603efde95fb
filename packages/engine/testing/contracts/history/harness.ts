import { equal } from 'node:assert/strict';
import { EngineError, type ErrorCode } from '../../../src/errors';
import type { HistoryRow } from '../../../src/history/history';
import type { HistoryStore, LockedStore, RunIdentity, StepObserver } from '../../../src/history/store';
import type { Step } from '../../../src/plan/plan';

/** An empty database, as an implementation of the contract provides it. */
export interface HistoryHarness {
  /** A store over the database, as another process would open it; the caller of the case closes it. */
  open(options?: { readonly project?: string; readonly runLockTimeoutMs?: number }): HistoryStore;
  /** Makes the table `gate`: until then every statement that names it fails. */
  openGate(): Promise<void>;
}

/** One thing that every `HistoryStore` does; independent of a test framework. */
export interface HistoryCase {
  readonly name: string;
  /** Rejects with an AssertionError. */
  readonly check: (harness: HistoryHarness) => Promise<void>;
}

export const timeouts = { lockTimeoutMs: 5_000, statementTimeoutMs: 0 };
export const quiet: StepObserver = {
  onNotice: () => {},
  onProgress: () => {},
  onBlocked: () => {},
  onTakenBack: async () => 'fail',
  onTakenApart: () => {},
};
export const never: AbortSignal = new AbortController().signal;

/** The identity of a run of a project; runs are numbered. */
export function runOf(project = 'api', number = 1, environment = 'development'): RunIdentity {
  const runId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return { runId, project, target: '', environment, engineVersion: '0.1.0', gitCommit: 'abc123' };
}

/** Does something under the run lock, history read. */
export async function locked<T>(
  store: HistoryStore,
  body: (locked: LockedStore) => Promise<T>,
  run = runOf(),
): Promise<T> {
  const lockedStore = await store.lock(run, { onWaiting: () => {} }, never);
  try {
    await lockedStore.read();
    return await body(lockedStore);
  } finally {
    await lockedStore.release();
  }
}

/** Applies steps in one run. */
export function apply(store: HistoryStore, steps: readonly Step[], run = runOf()): Promise<void> {
  return locked(
    store,
    async (lockedStore) => {
      for (const step of steps) await lockedStore.apply(step, timeouts, quiet, never);
    },
    run,
  );
}

/** Applies a step that fails, records the failure as the apply loop does, and answers the error. */
export async function applyFailing(store: HistoryStore, step: Step, run = runOf()): Promise<EngineError> {
  return locked(
    store,
    async (lockedStore) => {
      const error = await errorOf(lockedStore.apply(step, timeouts, quiet, never));
      const { code, message } = error;
      await lockedStore.recordFailure(step, { code, message, durationMs: 7, cancelled: false });
      return error;
    },
    run,
  );
}

/** The error with which something ends, which must be one of the engine's. */
export async function errorOf(promise: Promise<unknown>): Promise<EngineError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EngineError) return error;
  throw new Error(`expected an EngineError, but it ended with ${String(error)}`);
}

/** Checks with which code something fails. */
export async function failsWith(code: ErrorCode, promise: Promise<unknown>): Promise<void> {
  equal((await errorOf(promise)).code, code);
}

/** The row of an id, which must be there. */
export async function rowOf(store: HistoryStore, id: string): Promise<HistoryRow> {
  const row = (await store.read()).rows.find((candidate) => candidate.id === id);
  if (!row) throw new Error(`history has no row of ${id}`);
  return row;
}

/** Ids in history, in their order of application. */
export async function appliedIds(store: HistoryStore): Promise<readonly string[]> {
  const { rows } = await store.read();
  return [...rows].sort((a, b) => a.appliedOrder - b.appliedOrder).map(({ id }) => id);
}

/** Events as `action id: outcome`, oldest first. */
export async function eventsOf(store: HistoryStore): Promise<readonly string[]> {
  const events = await store.readEvents({ limit: 100 });
  return [...events]
    .reverse()
    .map(({ action, id, outcome }) => `${[action, id].filter(Boolean).join(' ')}: ${outcome}`);
}

/** The text that history keeps of a migration. */
export async function storedScript(
  store: Pick<HistoryStore, 'readStoredScripts'>,
  id: string,
  direction: 'up' | 'down',
): Promise<string | undefined> {
  return (await store.readStoredScripts([{ id, direction }]))[0];
}

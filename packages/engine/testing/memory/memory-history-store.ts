import { decideInterruptedUnit } from '../../src/apply/outside-transaction/interrupted-unit';
import { EngineError } from '../../src/errors';
import type { DatabaseContents } from '../../src/history/contents';
import type { History, HistoryEvent } from '../../src/history/history';
import type { OtherScript } from '../../src/history/other-scripts';
import { isRequirementMet } from '../../src/history/requirement';
import type {
  EventsRequest,
  HistoryStore,
  LockedStore,
  LockObserver,
  RunIdentity,
  StoredScript,
} from '../../src/history/store';
import type { StartedOutcome } from '../../src/plan/steps/started-outcome';
import type { Clock } from '../../src/ports';
import type { Statement } from '../../src/sql/statements/statement';
import type { MemoryDatabase } from './memory-database';
import { findRow } from './memory-history';
import { MemoryLockedStore } from './memory-locked-store';

/** Whose history it is, and how it waits for others. */
export interface MemoryStoreOptions {
  readonly project?: string;
  readonly clock: Clock;
  readonly runLockTimeoutMs?: number;
}

/**
 * The twin of `PostgresHistoryStore` over a memory database; several of them may share one. It behaves like the real
 * one as far as `historyContract` says, and its scripts fail as the database was told.
 */
export class MemoryHistoryStore implements HistoryStore {
  readonly description = 'postgres@memory:5432/test';
  readonly #project: string;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly options: MemoryStoreOptions,
  ) {
    this.#project = options.project ?? 'api';
  }

  async read(): Promise<History> {
    const { historyExists, hasUserTables, rows, stamps } = this.database.contents();
    const { identity } = this.database;
    if (!historyExists) return { exists: false, rows: [], stamp: undefined, hasUserTables, identity };
    return {
      exists: true,
      rows: rows.filter(({ project }) => project === this.#project),
      failedIds: this.#failedIds(),
      stamp: stamps.find(({ project }) => project === this.#project),
      otherStamps: stamps.filter(({ project }) => project !== this.#project),
      hasUserTables,
      identity,
    };
  }

  async readEvents({ limit, since, after }: EventsRequest): Promise<readonly HistoryEvent[]> {
    const events = this.#events();
    const known = events.findIndex(({ eventId, runId }) => eventId === after?.eventId && runId === after.runId);
    return events
      .slice(known + 1)
      .filter(({ at }) => !since || at >= since)
      .reverse()
      .slice(0, limit);
  }

  async readStoredScripts(scripts: readonly StoredScript[]): Promise<readonly (string | undefined)[]> {
    return scripts.map(({ id, direction }) => {
      const row = findRow(this.database.contents(), this.#project, id);
      return direction === 'up' ? row?.upText : row?.downText;
    });
  }

  async outcomeOf(text: Buffer, statement: Statement): Promise<StartedOutcome> {
    switch (decideInterruptedUnit(text, statement).decision) {
      case 'run-again':
        return 'resumable';
      case 'ask-catalog': {
        const { executed } = this.database.contents();
        return executed.includes(text.toString('utf8', statement.start, statement.end)) ? 'done' : 'not-done';
      }
      case 'unknown':
        return 'unknown';
    }
  }

  async isApplied(project: string, version: string): Promise<boolean> {
    const applied = this.database
      .contents()
      .rows.filter((row) => row.project === project && row.kind === 'versioned' && row.outcome === 'applied');
    return isRequirementMet(version, applied);
  }

  async readOtherScripts(): Promise<readonly OtherScript[]> {
    const { rows, stamps } = this.database.contents();
    return rows
      .filter(({ project }) => project !== this.#project)
      .map(({ project, kind, id, version, checksum, outcome, upText }) => ({
        ...{ project, kind, id, version, checksum, outcome },
        environment: stamps.find((stamp) => stamp.project === project)?.environment,
        head: upText?.includes('pgrestify:') ? upText : undefined,
      }));
  }

  async readContents(): Promise<DatabaseContents> {
    if (!this.database.contents().hasUserTables) return [];
    return [{ kind: 'schema', name: 'public', owner: 'postgres', droppable: 'yes', tables: 1, others: 0 }];
  }

  async keepsSession(): Promise<boolean> {
    return true;
  }

  async lock(run: RunIdentity, observer: LockObserver, signal: AbortSignal): Promise<LockedStore> {
    const { clock } = this.options;
    const { internals } = this.database;
    const start = clock.monotonicMs();
    let reported = false;
    while (internals.runLock) {
      const waitedMs = clock.monotonicMs() - start;
      if (!reported) observer.onWaiting(internals.runLock, waitedMs);
      reported = true;
      if (waitedMs >= (this.options.runLockTimeoutMs ?? 60_000)) {
        throw new EngineError('RUN_LOCK_TIMEOUT', `The run lock is held by ${internals.runLock.application}.`);
      }
      await clock.sleep(pollMs, signal);
      if (signal.aborted) throw new EngineError('CANCELLED', 'Interrupted while waiting for the run lock.');
    }
    const holder = {
      pid: 2,
      application: `pgrestify ${this.#project}`,
      user: 'postgres',
      client: '',
      since: clock.now(),
    };
    internals.runLock = holder;
    return new MemoryLockedStore({ database: this.database, clock, run, holder, read: () => this.read() });
  }

  async close(): Promise<void> {}

  #events(): HistoryEvent[] {
    return this.database.contents().events.filter(({ project }) => project === this.#project);
  }

  /** Ids without a row whose newest event is a failed up. */
  #failedIds(): readonly string[] {
    const newest = new Map(this.#events().map((event) => [event.id ?? '', event]));
    return [...newest.values()].flatMap(({ id, action, outcome }) => {
      const isOpen = id !== undefined && !findRow(this.database.contents(), this.#project, id);
      return isOpen && action === 'up' && outcome === 'failed' ? [id] : [];
    });
  }
}

const pollMs = 200;

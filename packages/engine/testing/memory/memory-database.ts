import type { LockHolder } from '../../src/events';
import type { EnvironmentStamp, HistoryEvent, HistoryRow } from '../../src/history/history';
import type { DatabaseIdentity } from '../../src/history/identity';

/** A row of the memory history with the texts that are kept of its migration. */
export interface MemoryRow extends HistoryRow {
  readonly project: string;
  readonly upText: string | undefined;
  readonly downText: string | undefined;
}

/** Everything that is in a memory database: two of them are equal when nothing was written in between. */
export interface MemoryContents {
  readonly historyExists: boolean;
  readonly hasUserTables: boolean;
  readonly rows: readonly MemoryRow[];
  /** Oldest first. */
  readonly events: readonly (HistoryEvent & { readonly project: string })[];
  readonly stamps: readonly EnvironmentStamp[];
  /** Statements that were kept, in the order in which they were executed. */
  readonly executed: readonly string[];
}

/** What becomes of every statement whose text holds `statement`, until it has happened `times` times (always by default). */
export interface ScriptedFailure {
  readonly statement: string;
  /**
   * - `error`: the server refuses it. With `sqlState` 55P03, 40P01 or 40001 it may be tried again.
   * - `lost-before-commit`, `lost-after-commit`: the connection ends, and its transaction was not, or was, committed.
   */
  readonly how: 'error' | 'lost-before-commit' | 'lost-after-commit';
  readonly sqlState?: string;
  readonly message?: string;
  readonly detail?: string;
  readonly times?: number;
}

/** A database in memory, shared by the stores that are opened over it. It knows no SQL: statements are only written down. */
export interface MemoryDatabase {
  readonly contents: () => MemoryContents;
  /** That of the server it stands for; every memory database is another. */
  readonly identity: DatabaseIdentity;
  /** Scripts a failure; see `mend`. */
  readonly fail: (failure: ScriptedFailure) => void;
  /** Takes back every failure. */
  readonly mend: () => void;
  /** Calls the action with each statement that holds this text, while it is executed. */
  readonly during: (statement: string, action: (statement: string) => unknown) => void;
  /** Lets another session hold the run lock, until the function that is answered is called. */
  readonly holdRunLock: (application: string) => () => void;
  /** Takes the run lock away from whoever holds it, as when its connection is cut. */
  readonly loseRunLock: () => void;
  /** What the stores work on; not for specs. */
  readonly internals: MemoryInternals;
}

/** The state behind a memory database, which its stores replace step by step. */
export interface MemoryInternals {
  state: MemoryContents;
  runLock: LockHolder | undefined;
  readonly nextOrder: () => number;
  readonly nextFailure: (statement: string) => ScriptedFailure | undefined;
  readonly actionsDuring: (statement: string) => readonly (() => unknown)[];
}

const emptyContents: MemoryContents = {
  historyExists: false,
  hasUserTables: false,
  rows: [],
  events: [],
  stamps: [],
  executed: [],
};

let databases = 0;

/** Opens an empty database, or one that holds what is given. */
export function createMemoryDatabase(given: Partial<MemoryContents> = {}): MemoryDatabase {
  const failures: { failure: ScriptedFailure; left: number }[] = [];
  const watched: { readonly statement: string; readonly action: (statement: string) => unknown }[] = [];
  let order = 0;
  databases += 1;
  const databaseOid = String(16_384 + databases);
  const internals: MemoryInternals = {
    state: { ...emptyContents, ...given },
    runLock: undefined,
    nextOrder: () => {
      order += 1;
      return order;
    },
    nextFailure: (statement) => {
      const found = failures.find(({ failure, left }) => left > 0 && statement.includes(failure.statement));
      if (found) found.left -= 1;
      return found?.failure;
    },
    actionsDuring: (text) =>
      watched.filter(({ statement }) => text.includes(statement)).map(({ action }) => action.bind(undefined, text)),
  };
  return {
    internals,
    contents: () => internals.state,
    identity: { systemIdentifier: '7000000000000000001', database: 'test', databaseOid, serverStartedAt: '0' },
    fail: (failure) => void failures.push({ failure, left: failure.times ?? Number.POSITIVE_INFINITY }),
    mend: () => void failures.splice(0),
    during: (statement, action) => void watched.push({ statement, action }),
    holdRunLock: (application) => {
      const holder: LockHolder = { pid: 1, application, user: 'postgres', client: '10.0.0.1', since: undefined };
      internals.runLock = holder;
      return () => {
        if (internals.runLock === holder) internals.runLock = undefined;
      };
    },
    loseRunLock: () => {
      internals.runLock = undefined;
    },
  };
}

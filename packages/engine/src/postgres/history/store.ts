import { isDeepStrictEqual } from 'node:util';
import { EngineError } from '../../errors';
import type { DatabaseContents } from '../../history/contents';
import type { History, HistoryEvent } from '../../history/history';
import { mayBeLaterSelf } from '../../history/identity';
import type { Measure } from '../../history/measure';
import type { OtherScript } from '../../history/other-scripts';
import { isRequirementMet } from '../../history/requirement';
import {
  probeSql,
  selectAppliedSql,
  selectEventsSql,
  selectHistorySql,
  selectStoredTextsSql,
} from '../../history/sql/history-sql';
import { selectOtherScriptsSql } from '../../history/sql/other-scripts-sql';
import type {
  EventsRequest,
  HistoryStore,
  LockedStore,
  LockObserver,
  RunIdentity,
  StoredScript,
} from '../../history/store';
import type { StartedOutcome } from '../../plan/steps/started-outcome';
import type { Clock } from '../../ports';
import type { Statement } from '../../sql/statements/statement';
import { openPatiently, type Patience } from '../connection/open-patiently';
import { reconnect } from '../connection/reconnect';
import { droppedObjectsSql, parseContents } from '../database/database-contents';
import { endAbandoned } from '../lock/end-abandoned';
import { acquireRunLock } from '../lock/run-lock';
import { type Liveness, usualLiveness, withDeadline } from '../session/answer-deadline';
import type { Message, MessageResult, TextRow } from '../session/message-query';
import { keepsSession, refuseUnpinnedStrings, requireSecondConnection } from '../session/pooled-connection';
import { describePoolerError } from '../session/pooler-error';
import { isIdentifierRefused, parseProbe, type ServerProbe } from '../session/server-probe';
import type { Session } from '../session/session';
import { parseEvent, parseHistory, parseOtherScript } from './history-rows';
import { PostgresLockedStore } from './locked-store';
import { describeReadHistoryError } from './read-history-error';

/** What the store needs to know of its database and its surroundings. */
export interface PostgresStoreOptions {
  /** Opens one connection; called twice at most, the second time for the lock. The signal ends it at once. */
  readonly open: (role: 'worker' | 'lock', signal?: AbortSignal) => Promise<Session>;
  /** How long to wait for a server that cannot be reached yet; one attempt unless set. */
  readonly patience?: Patience;
  /** Creates the database, when it is missing; absent: that it is missing is an error. */
  readonly createDatabase?: () => Promise<void>;
  readonly description: string;
  readonly project: string;
  readonly target: string;
  readonly clock: Clock;
  readonly runLockTimeoutMs: number;
  /** How long to bear with a server that is silent; `usualLiveness` unless set. */
  readonly liveness?: Liveness;
  /** How long reading waits for a lock on the history's tables; 5 s unless set, 0 is no limit. */
  readonly lockTimeoutMs?: number;
  /** Bytes of a script over 8 MB, in pieces; the path is relative to the workspace. */
  readonly largeScript: (relativePath: string) => Iterable<Buffer>;
  /** What is measured of each script; absent: nothing, and no message is longer for it. */
  readonly measure?: Measure;
}

/**
 * The history in PostgreSQL. A run that finds nothing to do costs three round trips on one connection: connecting, the
 * probe, the rows. Locks nothing and creates nothing before `lock`.
 */
export class PostgresHistoryStore implements HistoryStore {
  readonly description: string;
  readonly #liveness: Liveness;
  #worker: Promise<Session> | undefined;
  #probe: ServerProbe | undefined;
  #keepsSession: boolean | undefined;
  #wasMissing = false;

  constructor(private readonly options: PostgresStoreOptions) {
    this.description = options.description;
    this.#liveness = options.liveness ?? usualLiveness;
  }

  async read(before?: History): Promise<History> {
    for (let attempt = 1; ; attempt += 1) {
      const probe = await this.#findDatabase();
      const surroundings = {
        ...(this.#wasMissing && { wasMissing: true }),
        ...(probe && { serverMajor: Math.floor(probe.serverVersion / 10_000) }),
      };
      if (!probe?.historyExists) {
        const { hasUserTables = false, identity } = probe ?? {};
        const none: History = {
          exists: false,
          rows: [],
          stamp: undefined,
          hasUserTables,
          ...(identity && { identity }),
          ...surroundings,
        };
        // The first run of a database finds the same nothing under its lock, so what it decided stands.
        return before && isDeepStrictEqual(before, none) ? before : none;
      }
      try {
        const rowSets = await this.#sendToHistory(selectHistorySql(this.options, before?.state), probe);
        const history = parseHistory(rowSets, probe);
        const isAsBefore = before?.state !== undefined && before.state === history.state;
        return isAsBefore ? before : { ...history, ...surroundings };
      } catch (error) {
        const isGone = error instanceof EngineError && error.code === 'HISTORY_FOREIGN';
        if (!isGone || attempt === maxReadings) throw error;
        // It was there a moment ago: a run with --reset may have dropped it in between.
        this.#probe = undefined;
      }
    }
  }

  async readEvents(request: EventsRequest): Promise<readonly HistoryEvent[]> {
    // Who follows the log of a database without a history waits for its first run.
    if (!this.#probe?.historyExists) this.#probe = undefined;
    const rows = await this.#rowsOfHistory(selectEventsSql(this.options, request));
    return rows.map(parseEvent);
  }

  async readStoredScripts(scripts: readonly StoredScript[]): Promise<readonly (string | undefined)[]> {
    const rows = await this.#rowsOfHistory(selectStoredTextsSql(this.options, scripts));
    return scripts.map((_, index) => rows[index]?.text ?? undefined);
  }

  async outcomeOf(text: Buffer, statement: Statement): Promise<StartedOutcome> {
    // Loaded here: only a repair asks.
    const started =
      require('../../apply/outside-transaction/started-outcome') as typeof import('../../apply/outside-transaction/started-outcome');
    return started.readStartedOutcome(await this.#own(), text, statement);
  }

  async isApplied(project: string, version: string): Promise<boolean> {
    const rows = await this.#rowsOfHistory(selectAppliedSql(project));
    return isRequirementMet(
      version,
      rows.map((row) => ({ id: row.id ?? '', version: row.version ?? undefined })),
    );
  }

  async readOtherScripts(): Promise<readonly OtherScript[]> {
    return (await this.#rowsOfHistory(selectOtherScriptsSql(this.options))).map(parseOtherScript);
  }

  async readContents(): Promise<DatabaseContents> {
    if (!(await this.#findDatabase())) return [];
    return parseContents(await (await this.#own()).rows(droppedObjectsSql));
  }

  /** One message on the worker's connection, for what else is read of the database (the schema's snapshot). */
  async rows(text: (serverVersion: number) => string): Promise<readonly TextRow[]> {
    const probe = await this.#readProbe();
    return (await this.#unbounded()).rows(text(probe.serverVersion));
  }

  /** As `rows`, for what the server answers soon: one that is silent is given up, and a lock is waited for as by `read`. */
  async soonRows(text: string): Promise<readonly TextRow[]> {
    return (await (await this.#own()).send({ text: this.#waitingForLocks(text) })).rowSets.at(-1) ?? [];
  }

  /** Any other message on the worker's connection: what a check tries, and takes back. */
  async send(message: Message): Promise<MessageResult> {
    return (await this.#unbounded()).send(message);
  }

  /** What the server is. Connects at first use. */
  async server(): Promise<ServerProbe> {
    return this.#readProbe();
  }

  async keepsSession(): Promise<boolean> {
    const probe = await this.#findDatabase();
    // Asked again once it is there.
    if (!probe) return true;
    const { open, clock } = this.options;
    this.#keepsSession ??= !probe.pooled || (await keepsSession(await this.#own(), () => open('lock'), clock));
    return this.#keepsSession;
  }

  async lock(run: RunIdentity, observer: LockObserver, signal: AbortSignal): Promise<LockedStore> {
    if (!(await this.#findDatabase())) await this.options.createDatabase?.();
    const probe = await this.#readProbe();
    refuseReadOnly(probe, this.description);
    refuseUnpinnedStrings(probe, this.description);
    const { clock, runLockTimeoutMs: timeoutMs } = this.options;
    const worker = await this.#session();
    const lock = { session: this.#bounded(await this.#openPatiently('lock'), probe), pooled: probe.pooled };
    try {
      const { serverVersion } = probe;
      const held = await acquireRunLock(lock, { serverVersion, timeoutMs, clock, observer, signal });
      if (lock.pooled) await requireSecondConnection(worker, clock, this.description);
      return new PostgresLockedStore({
        worker,
        lock,
        session: !probe.pooled || this.#keepsSession ? 'own' : 'shared',
        held,
        probe,
        run,
        clock,
        largeScript: this.options.largeScript,
        ...(this.options.measure && { measure: this.options.measure }),
        description: this.description,
        liveness: this.#liveness,
        open: () => this.options.open('worker'),
        reopen: () => reconnect(() => this.#openAgain(), { forMs: this.#liveness.reconnectForMs, clock, signal }),
        renewFirst: async () => {
          const before = await this.#session();
          this.#worker = undefined;
          await before.close();
          return this.#session();
        },
        readHistory: (before) => this.#readAgain(before),
        onHistoryExists: (historyExists) => {
          this.#probe = { ...probe, historyExists };
        },
      });
    } catch (error) {
      await lock.session.close();
      if (!lock.pooled) await endAbandoned(lock.session, () => this.options.open('lock'));
      throw error;
    }
  }

  async close(): Promise<void> {
    const session = await this.#worker?.catch(() => undefined);
    await session?.close();
    if (session && this.#probe?.pooled === false) await endAbandoned(session, () => this.options.open('worker'));
  }

  /** Under the lock: the probe is repeated only when there was no history, since a history does not go away. */
  async #readAgain(before: History | undefined): Promise<History> {
    if (!this.#probe?.historyExists) {
      this.#probe = undefined;
    }
    return this.read(before);
  }

  async #rowsOfHistory(text: string): Promise<readonly TextRow[]> {
    const probe = await this.#findDatabase();
    return probe?.historyExists ? ((await this.#sendToHistory(text, probe)).at(-1) ?? []) : [];
  }

  /** Reading waits only so long: somebody may have locked the history, and status waits for no lock. */
  async #sendToHistory(text: string, probe: ServerProbe): Promise<MessageResult['rowSets']> {
    const session = await this.#own();
    try {
      return (await session.send({ text: this.#waitingForLocks(text) })).rowSets;
    } catch (error) {
      throw await describeReadHistoryError(error, probe, session);
    }
  }

  #waitingForLocks(text: string): string {
    const { lockTimeoutMs = 5_000 } = this.options;
    return `SET LOCAL lock_timeout = ${lockTimeoutMs}; ${text}`;
  }

  #session(): Promise<Session> {
    this.#worker ??= this.#connect().catch((error: unknown) => {
      this.#worker = undefined;
      throw error;
    });
    return this.#worker;
  }

  /** Opens the worker's connection and asks the probe, since behind a pooler only that asks the server itself. */
  #connect(): Promise<Session> {
    return this.#openPatiently('worker', async (session) => {
      this.#probe = await this.#askProbe(session);
    });
  }

  #openPatiently(role: 'worker' | 'lock', prepare?: (session: Session) => Promise<void>): Promise<Session> {
    const { open, patience = { ...impatient, signal: new AbortController().signal }, clock } = this.options;
    const { signal } = patience;
    const openReady = async (): Promise<Session> => {
      const session = await open(role, signal);
      const stop = () => session.abandon('interrupted');
      signal.addEventListener('abort', stop);
      try {
        await prepare?.(session);
        return session;
      } catch (error) {
        await session.close();
        throw error;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    };
    return openPatiently(openReady, { ...patience, clock });
  }

  /** The worker for what may take long. */
  async #unbounded(): Promise<Session> {
    return withDeadline(await this.#session(), { answerWithinMs: 0, description: this.description });
  }

  /** The worker for messages of ours, which the server answers soon. */
  async #own(): Promise<Session> {
    return this.#bounded(await this.#session(), this.#probe);
  }

  /** Behind a pooler one may wait long for a server connection, so there the pooler's own limits hold. */
  #bounded(session: Session, probe: ServerProbe | undefined): Session {
    const answerWithinMs = probe?.pooled ? 0 : this.#liveness.answerWithinMs * (probe ? 1 : unknownPeerFactor);
    return withDeadline(session, { answerWithinMs, description: this.description });
  }

  /** The probe; undefined while the database is missing and may be created. */
  async #findDatabase(): Promise<ServerProbe | undefined> {
    try {
      return await this.#readProbe();
    } catch (error) {
      const isMissing = error instanceof EngineError && error.code === 'DATABASE_MISSING';
      if (!isMissing || !this.options.createDatabase) throw error;
      this.#wasMissing = true;
      return undefined;
    }
  }

  async #readProbe(): Promise<ServerProbe> {
    const session = await this.#session();
    this.#probe ??= await this.#askProbe(session);
    return this.#probe;
  }

  async #askProbe(session: Session): Promise<ServerProbe> {
    const ask = (about: Parameters<typeof probeSql>[1]) =>
      this.#bounded(session, undefined).rows(probeSql(session.startPid, about));
    const [row] = await ask('system-identifier')
      .catch((error: unknown) => {
        if (isIdentifierRefused(error)) return ask('the-rest');
        throw error;
      })
      .catch(describePoolerError);
    return parseProbe(row, session.startPid, this.description);
  }

  /** One attempt to connect again. A standby that took over may lack what was committed last, so it is not asked. */
  async #openAgain(): Promise<Session> {
    const session = await this.options.open('worker');
    try {
      const now = await this.#askProbe(session);
      refuseReadOnly(now, this.description);
      if (this.#probe && !mayBeLaterSelf(this.#probe.identity, now.identity)) throw describeOther(this.description);
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }
}

const impatient = { forMs: 0, onWaiting: () => {}, onWaited: () => {} };

/** The first answer may take pgbouncer two minutes, its query_wait_timeout. */
const unknownPeerFactor = 3;

/** How often a history that goes away between two messages is looked for again. */
const maxReadings = 5;

/** An address may lead elsewhere by now. What history says there is nothing about this run. */
function describeOther(description: string): EngineError {
  return new EngineError(
    'DATABASE_REPLACED',
    `Another database than at the start of the run answers as ${description}.`,
    {
      hint: 'Look up in the database that the run was for what became of it, then correct where the address leads.',
    },
  );
}

function refuseReadOnly(probe: ServerProbe, description: string): void {
  if (probe.readOnly) {
    throw new EngineError('DATABASE_READ_ONLY', `${description} is read-only or a standby.`, {
      hint: 'Connect to the primary.',
    });
  }
}

import { asRunFailure } from '../../apply/failures/as-failure';
import { lockWorkerSql, type MessageContext, refusedState, refuseLostLockSql } from '../../apply/script/script-message';
import { completedStepSql } from '../../apply/script/step-history';
import type { History } from '../../history/history';
import { createHistorySql } from '../../history/layout';
import { type NewEvent, pinSearchPathSql, recordEventSql, stampSql } from '../../history/sql/history-sql';
import { lookForStepFunctionsSql, stepFunctionsSql } from '../../history/step-functions';
import type { LockedStore, RunIdentity } from '../../history/store';
import type { Step } from '../../plan/plan';
import { maxInlineBytes } from '../../ports';
import { resetDatabase } from '../database/reset-database';
import type { Worker } from '../lock/worker';
import { MessageError } from '../session/message-query';
import type { ServerProbe } from '../session/server-probe';
import { SessionLostError } from '../session/session';
import { describeLostSteps, describeUnknownFinish, readRecordedRun } from './recorded-run';
import { describeWriteHistoryError } from './write-history-error';

/** What is said of a run at its end. */
export type RunSummary = Parameters<LockedStore['finish']>[0];

/** What a writer works with. */
export interface HistoryWriterOptions {
  readonly worker: Worker;
  readonly context: MessageContext;
  readonly probe: ServerProbe;
  readonly run: RunIdentity;
  readonly description: string;
  /** Called when the history was created or dropped. */
  readonly onHistoryExists: (exists: boolean) => void;
}

/** Writes of history what is not part of a step: its tables, the stamp, events, the run's own last one. */
export class HistoryWriter {
  #exists = false;
  #stamped = false;
  #stepFunctions: 'there' | 'missing' | 'refused';

  constructor(private readonly options: HistoryWriterOptions) {
    this.#stepFunctions = options.probe.hasStepFunctions ? 'there' : 'missing';
  }

  /** Whether steps may call the functions of the history. */
  get hasStepFunctions(): boolean {
    return this.#stepFunctions === 'there';
  }

  /** To be told what was read under the lock. */
  know(history: History): void {
    this.#exists = history.exists;
    this.#stamped = history.stamp !== undefined;
  }

  /** Creates history and stamp in the run's first write, so that a refused run leaves no trace. */
  async prepare(): Promise<void> {
    if (!this.#exists || !this.#stamped) {
      const { worker } = this.options;
      await this.#refusable(() => worker.own.send({ text: [...this.#beginCreating(), 'COMMIT'].join(';\n') }));
      this.created();
    }
    if (this.#stepFunctions === 'missing') await this.#createStepFunctions();
  }

  /**
   * An older engine, or a DBA, made the history without them, or for others. They only save time, so whatever the server
   * has against making them, a missing right, others that are there, or an event trigger, the run does without.
   */
  async #createStepFunctions(): Promise<void> {
    const { worker } = this.options;
    // Another run may have made them since the first look, which was before the lock.
    const [found] = await worker.own.rows(`${pinSearchPathSql} ${lookForStepFunctionsSql}`);
    if (found?.taken === 't') {
      this.#stepFunctions = found.there === 't' ? 'there' : 'refused';
      return;
    }
    const text = [...this.#beginDefining(), stepFunctionsSql.slice(0, -1), 'COMMIT'].join(';\n');
    try {
      await worker.own.send({ text });
      this.#stepFunctions = 'there';
    } catch (error) {
      await worker.rollBack();
      const isRefused = error instanceof MessageError && error.serverError.code !== refusedState;
      if (!isRefused) throw asRunFailure(error, 'The history');
      this.#stepFunctions = 'refused';
    }
  }

  /** Does to history what the steps say, each with its event, in one transaction. Throws SessionLostError. */
  async rewrite(steps: readonly Step[]): Promise<void> {
    const { worker, run, probe } = this.options;
    const begin = this.#beginCreating().map((statement) => `${statement};`);
    const changes = steps.map((step) => completedStepSql(run, step));
    try {
      for (const text of inMessages([...begin, ...changes, 'COMMIT;'])) await worker.session.send({ text });
    } catch (error) {
      await worker.rollBack();
      if (error instanceof SessionLostError) throw error;
      throw asRunFailure(describeWriteHistoryError(error, probe), 'The history');
    }
  }

  /** Drops everything, and begins the history anew with the record of that. Throws what the server answers as it is. */
  async reset(lockTimeoutMs: number, signal: AbortSignal): Promise<void> {
    const { worker, probe, onHistoryExists } = this.options;
    try {
      await resetDatabase({
        begin: this.#beginFenced(),
        serverVersion: probe.serverVersion,
        lockTimeoutMs,
        send: (message) => worker.sendCancellable(message, signal),
      });
    } catch (error) {
      await worker.rollBack();
      throw error;
    }
    this.#exists = false;
    this.#stamped = false;
    onHistoryExists(false);
    await this.prepare();
    await this.record({ action: 'reset', id: undefined, outcome: 'succeeded', milliseconds: 'NULL' });
  }

  /** Writes an event. Without a history no step was begun, so there is nothing to say of it. */
  async record(event: NewEvent, more = ''): Promise<void> {
    if (!this.#exists) {
      return;
    }
    const { worker, run } = this.options;
    await worker.ensureConnected();
    const settings = "SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '10s';";
    const text = `BEGIN; ${pinSearchPathSql} ${settings} ${recordEventSql(run, event)} ${more} COMMIT`;
    await this.#refusable(() => worker.own.send({ text }));
  }

  /**
   * Writes the run's own event, the last commit. When the connection was lost, now or before, it is looked up whether
   * it was written, and whether what the steps `committed` is still there: throws COMMITS_LOST when it is not, and
   * COMMIT_UNKNOWN when nobody can be asked.
   */
  async finish(summary: RunSummary, committed: readonly Step[]): Promise<void> {
    if (!this.#exists) {
      return;
    }
    const { worker } = this.options;
    if (!worker.hasReconnected) {
      try {
        await this.#recordRun(summary);
        return;
      } catch (error) {
        if (!worker.session.lost) throw error;
      }
    }
    await this.#finishAfterLoss(summary, committed).catch((error: unknown) => {
      throw worker.session.lost ? describeUnknownFinish(error) : error;
    });
  }

  async #finishAfterLoss(summary: RunSummary, committed: readonly Step[]): Promise<void> {
    const { worker, run, description } = this.options;
    await worker.ensureConnected();
    const { isFinished, lostSteps } = await readRecordedRun(worker.own, run, committed);
    if (!isFinished) {
      await this.#recordRun(lostSteps.length > 0 ? { ...summary, outcome: 'failed' } : summary);
    }
    if (lostSteps.length > 0) {
      throw describeLostSteps(lostSteps, description);
    }
  }

  #recordRun(summary: RunSummary): Promise<void> {
    const { outcome, durationMs, message, changed } = summary;
    return this.record(
      {
        action: 'run',
        id: undefined,
        outcome: outcome === 'failed' || outcome === 'cancelled' ? outcome : 'succeeded',
        milliseconds: String(durationMs),
        message,
      },
      // PostgREST reads its schema cache anew. The commit is synchronous: it makes those of the steps durable, too.
      changed > 0 ? "NOTIFY pgrst, 'reload schema';" : '',
    );
  }

  /** The start of a transaction that creates history and stamp when they are not there. */
  #beginCreating(): readonly string[] {
    return [
      ...this.#beginDefining(),
      ...(this.#exists ? [] : [createHistorySql.slice(0, -1)]),
      ...(this.#stamped ? [] : [stampSql(this.options.run).slice(0, -1)]),
    ];
  }

  #beginDefining(): readonly string[] {
    return [
      ...this.#beginFenced(),
      // Waited for, whatever the server's default: a crash must not take the history from under a run.
      `${pinSearchPathSql} SET LOCAL lock_timeout = '10s'; SET LOCAL synchronous_commit = on`,
    ];
  }

  /** To be told that history and stamp are there now. */
  created(): void {
    if (!this.#exists) this.#stepFunctions = 'there';
    this.#exists = true;
    this.#stamped = true;
    this.options.onHistoryExists(true);
  }

  /** The start of a transaction that changes the database outside a step: not once another runner has the run lock. */
  #beginFenced(): readonly string[] {
    const { context } = this.options;
    return ['BEGIN ISOLATION LEVEL READ COMMITTED', lockWorkerSql(context), refuseLostLockSql(context)];
  }

  async #refusable(write: () => Promise<unknown>): Promise<void> {
    const { worker, probe } = this.options;
    try {
      await write();
    } catch (error) {
      await worker.rollBack();
      throw asRunFailure(describeWriteHistoryError(error, probe), 'The history');
    }
  }
}

/** Statements joined to messages of some size: the texts of many migrations are more than one message should hold. */
function inMessages(statements: readonly string[]): readonly string[] {
  const messages: string[][] = [[]];
  let length = 0;
  for (const statement of statements) {
    if (length > 0 && length + statement.length > maxMessageLength) {
      messages.push([]);
      length = 0;
    }
    messages.at(-1)?.push(statement);
    length += statement.length;
  }
  return messages.map((message) => message.join('\n'));
}

/** As much as a script may have that is sent in one message. */
const maxMessageLength = maxInlineBytes;

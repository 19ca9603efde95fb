import { describeError } from '../apply/describe-error';
import { runPlan } from '../apply/run-plan';
import type { MigrationSettings } from '../config/settings';
import { EngineError } from '../errors';
import type { ErrorReport, Reporter } from '../events';
import type { DatabaseIdentity } from '../history/identity';
import type { LockedStore } from '../history/store';
import type { Step } from '../plan/plan';
import type { CatalogRow, Clock } from '../ports';
import type { Shadow, ShadowState } from './shadow';

/** What runs on a shadow need. */
export interface ShadowRunOptions {
  readonly environment: string;
  readonly engineVersion: string;
  readonly migrations: Pick<MigrationSettings, 'lockTimeoutMs' | 'statementTimeoutMs'>;
  readonly clock: Clock;
  readonly newRunId: () => string;
  readonly signal: AbortSignal;
}

/** A step, and the project whose history it belongs to. */
export interface ProjectStep {
  readonly project: string;
  readonly step: Step;
}

/** Events of steps on a shadow are nobody's news: the check tells what it found. */
const silent: Reporter = { report: () => {} };

/**
 * A shadow and the steps that were run on it, by the code of real runs. Remembers them, so that a shadow that a
 * half-undone migration spoiled can be made anew. Closes the shadow.
 */
export class ShadowRun {
  #locked: { readonly project: string; readonly store: LockedStore } | undefined;
  /** The state that the shadow is begun with when it is made anew. */
  #base: string | undefined;
  /** Every step since then that succeeded. */
  #steps: ProjectStep[] = [];

  constructor(
    private readonly shadow: Shadow,
    private readonly options: ShadowRunOptions,
  ) {
    this.#base = shadow.begunWith?.key;
  }

  /** The kept state that the shadow was begun with; undefined when it was empty. */
  get begunWith(): ShadowState | undefined {
    return this.shadow.begunWith;
  }

  /** Runs one step; the error is that of a real run. Throws CANCELLED, and what is no EngineError. */
  async run({ project, step }: ProjectStep): Promise<ErrorReport | undefined> {
    const { clock, signal, migrations } = this.options;
    const { lockTimeoutMs, statementTimeoutMs } = migrations;
    let fault: unknown;
    const trace = (error: unknown) => {
      fault = error;
    };
    const report = await runPlan(
      { direction: 'up', steps: [step], refusals: [], notices: [], statuses: [] },
      { lockTimeoutMs, statementTimeoutMs, lockRetryForMs: 0, lockWaits: 'usual', onFailure: 'stop', project },
      { store: await this.#lock(project), clock, reporter: silent, signal, trace },
    );
    // A fault of ours is nothing that was found in the files.
    if (fault !== undefined) throw fault;
    if (signal.aborted) throw new EngineError('CANCELLED', 'The check was interrupted.', { hint: 'Run it again.' });
    const [result] = report.steps;
    if (result?.outcome !== 'succeeded') return result?.error ?? describeError(new Error(`${step.path} did not run`));
    this.#steps.push({ project, step });
    return undefined;
  }

  snapshot(): Promise<readonly CatalogRow[]> {
    return this.shadow.snapshot();
  }

  createRole(name: string): Promise<void> {
    return this.shadow.createRole(name);
  }

  /** Whether a migration of a project is applied here, as a `requires` asks for it. */
  isApplied(project: string, version: string): Promise<boolean> {
    return this.shadow.store(project).isApplied(project, version);
  }

  /** Which database the shadow is; undefined: not known. */
  async identity(project: string): Promise<DatabaseIdentity | undefined> {
    return (await this.shadow.store(project).read()).identity;
  }

  /** Keeps what the shadow is now for later runs, and for `rebuild`. */
  async keep(state: ShadowState): Promise<void> {
    await this.#release();
    if (!(await this.shadow.keep(state))) return;
    this.#base = state.key;
    this.#steps = [];
  }

  /** A moment to which `rebuild` leads back, as long as nothing is kept after it. */
  mark(): number {
    return this.#steps.length;
  }

  /**
   * A new shadow on which every step was run that had succeeded before that moment, none left out: data, which no
   * snapshot shows, may tell how often a script ran. Tells the error of a step that fails now.
   */
  async rebuild(mark: number): Promise<ErrorReport | undefined> {
    const steps = this.#steps.slice(0, mark);
    this.#steps = [];
    await this.#release();
    await this.shadow.reset(this.#base);
    for (const step of steps) {
      const error = await this.run(step);
      if (error) return error;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#release();
    await this.shadow.close();
  }

  async #lock(project: string): Promise<LockedStore> {
    if (this.#locked?.project === project) return this.#locked.store;
    await this.#release();
    const { newRunId, environment, engineVersion, signal } = this.options;
    const identity = { runId: newRunId(), project, target: '', environment, engineVersion, gitCommit: undefined };
    const store = await this.shadow.store(project).lock(identity, { onWaiting: () => {} }, signal);
    await store.read();
    this.#locked = { project, store };
    return store;
  }

  async #release(): Promise<void> {
    const locked = this.#locked;
    this.#locked = undefined;
    await locked?.store.release();
  }
}

import { describeError } from '../apply/describe-error';
import { runPlan } from '../apply/run-plan';
import type { MigrationSettings } from '../config/settings';
import { EngineError } from '../errors';
import type { ErrorReport, Reporter } from '../events';
import type { LockedStore } from '../history/store';
import type { Step } from '../plan/plan';
import type { CatalogRow, Clock } from '../ports';
import type { Shadow } from './shadow';

/** What runs on a shadow need. */
export interface ShadowRunOptions {
  /** Opens the shadow; again when it was spoiled. */
  readonly open: () => Promise<Shadow>;
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
 * A shadow and the steps that were run on it, by the code of real runs. Remembers what is applied, so that a shadow that
 * a half-undone migration spoiled can be made anew.
 */
export class ShadowRun {
  #shadow: Shadow;
  #locked: { readonly project: string; readonly store: LockedStore } | undefined;
  /** First runs that were not undone, in their order. */
  readonly #applied = new Map<string, ProjectStep>();

  private constructor(
    private readonly options: ShadowRunOptions,
    shadow: Shadow,
  ) {
    this.#shadow = shadow;
  }

  /** Throws EMBEDDED_BINARIES_MISSING, EMBEDDED_START_FAILED. */
  static async open(options: ShadowRunOptions): Promise<ShadowRun> {
    return new ShadowRun(options, await options.open());
  }

  /** Runs one step; the error is that of a real run. Throws CANCELLED. */
  async run({ project, step }: ProjectStep): Promise<ErrorReport | undefined> {
    const { clock, signal, migrations } = this.options;
    const { lockTimeoutMs, statementTimeoutMs } = migrations;
    const report = await runPlan(
      { direction: 'up', steps: [step], refusals: [], notices: [], statuses: [] },
      { lockTimeoutMs, statementTimeoutMs, lockRetryForMs: 0, onFailure: 'stop', project },
      { store: await this.#lock(project), clock, reporter: silent, signal },
    );
    if (signal.aborted) throw new EngineError('CANCELLED', 'The check was interrupted.', { hint: 'Run it again.' });
    const [result] = report.steps;
    if (result?.outcome !== 'succeeded') return result?.error ?? describeError(new Error(`${step.path} did not run`));
    this.#remember({ project, step });
    return undefined;
  }

  snapshot(): Promise<readonly CatalogRow[]> {
    return this.#shadow.snapshot();
  }

  createRole(name: string): Promise<void> {
    return this.#shadow.createRole(name);
  }

  /** Whether a migration of a project is applied here, as a `requires` asks for it. */
  isApplied(project: string, version: string): Promise<boolean> {
    return this.#shadow.store(project).isApplied(project, version);
  }

  /**
   * A new shadow with all that was applied, each script once, and `last` at the end, whatever became of it. Tells the
   * error of a step that fails now.
   */
  async rebuild(last?: ProjectStep): Promise<ErrorReport | undefined> {
    if (last) this.#remember(last);
    const steps = [...this.#applied.values()];
    this.#applied.clear();
    await this.close();
    this.#shadow = await this.options.open();
    for (const step of steps) {
      const error = await this.run(step);
      if (error) return error;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#release();
    await this.#shadow.close();
  }

  async #lock(project: string): Promise<LockedStore> {
    if (this.#locked?.project === project) return this.#locked.store;
    await this.#release();
    const { newRunId, environment, engineVersion, signal } = this.options;
    const identity = { runId: newRunId(), project, target: '', environment, engineVersion, gitCommit: undefined };
    const store = await this.#shadow.store(project).lock(identity, { onWaiting: () => {} }, signal);
    await store.read();
    this.#locked = { project, store };
    return store;
  }

  async #release(): Promise<void> {
    const locked = this.#locked;
    this.#locked = undefined;
    await locked?.store.release();
  }

  /** Keeps what a new shadow would need. */
  #remember(done: ProjectStep): void {
    const { action, id, expected } = done.step;
    const key = JSON.stringify([done.project, id]);
    if (action === 'down') this.#applied.delete(key);
    else if (expected === undefined) this.#applied.set(key, done);
  }
}

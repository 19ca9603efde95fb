import { describeError } from '../../apply/failures/describe-error';
import { runPlan } from '../../apply/run-plan';
import type { MigrationSettings } from '../../config/settings';
import { EngineError, type ErrorReport } from '../../errors';
import type { Reporter } from '../../events';
import type { DatabaseIdentity } from '../../history/identity';
import type { StatementMeasure } from '../../history/measure';
import type { LockedStore } from '../../history/store';
import type { Hooks } from '../../migrations/hooks/hook';
import type { HookedRun } from '../../plan/hooks/told';
import { runHook, withStepHooks } from '../../plan/hooks/with-hooks';
import type { Step } from '../../plan/plan';
import type { CatalogRow, Clock } from '../../ports';
import type { Session } from '../../postgres/session/session';
import { diffSchemas, type SchemaDifference } from '../../schema';
import { deriveEffects } from './locks/derive-effects';
import { describeStatements } from './locks/read-statements';
import { statementMeasure } from './locks/statement-measure';
import type { ScriptEffect } from './locks/table-effect';
import { missingRole } from './missing-role';
import type { Answers, Shadow, ShadowOrigin, ShadowState } from './shadow';

/** What runs on a shadow need. */
export interface ShadowRunOptions {
  readonly environment: string;
  readonly engineVersion: string;
  readonly migrations: Pick<MigrationSettings, 'lockTimeoutMs' | 'statementTimeoutMs'>;
  readonly clock: Clock;
  readonly newRunId: () => string;
  readonly signal: AbortSignal;
  /** Whether a role that a script names, and that is not there, is made: an administrator made it on the real servers. */
  readonly makesRole: (name: string) => boolean;
  /** What runs around the scripts of a project where they really run; nothing unless set. */
  readonly hooks?: ReadonlyMap<string, Hooks>;
  /** What is added to an error of a script; nothing unless set. */
  readonly explain?: (error: ErrorReport) => ErrorReport;
}

/** A role that was made because a script names it. */
export interface MadeRole {
  readonly name: string;
  /** The first script that names it. */
  readonly path: string;
}

/** A step, and the project whose history it belongs to. */
export interface ProjectStep {
  readonly project: string;
  readonly step: Step;
}

/** A hook that failed on a shadow. */
export interface HookFailure {
  readonly error: ErrorReport;
  readonly step: Step;
}

/** How a step went, and what was read between its statements. */
export interface MeasuredRun {
  readonly error?: ErrorReport;
  /** What each statement did to tables that were there; undefined where nothing was read. */
  readonly effect?: ScriptEffect;
}

/** Events of steps on a shadow are nobody's news: the check tells what it found. */
const silent: Reporter = { report: () => {} };

interface Attempt {
  readonly error?: ErrorReport;
  /** As `statementMeasure` reads it. */
  readonly measured?: readonly string[];
}

/** A copy of the cluster takes about half a second, in which so many steps run. */
const leastStepsToKeep = 60;

/**
 * A shadow and the steps that were run on it, by the code of real runs. Remembers them, so that a shadow that a
 * half-undone migration spoiled can be made anew. Closes the shadow.
 */
export class ShadowRun {
  #locked: { readonly project: string; readonly store: LockedStore } | undefined;
  /** The state that the shadow is begun with when it is made anew. */
  #base: ShadowOrigin;
  /** Every step since then that succeeded, and every role that was made between them. */
  #steps: (ProjectStep | MadeRole)[] = [];
  readonly #roles: MadeRole[] = [];
  #setup: readonly SchemaDifference[] = [];

  constructor(
    private readonly shadow: Shadow,
    private readonly options: ShadowRunOptions,
  ) {
    const key = shadow.begunWith?.key;
    this.#base = key === undefined ? { kind: 'empty' } : { kind: 'state', key };
  }

  /** Roles that were made since it was opened, each once. */
  get roles(): readonly MadeRole[] {
    return this.#roles;
  }

  /** The kept state that the shadow was begun with; undefined when it was empty. */
  get begunWith(): ShadowState | undefined {
    return this.shadow.begunWith;
  }

  /** What the setup changed in an empty database; nothing when the shadow was begun with a kept state, which holds it. */
  get setup(): readonly SchemaDifference[] {
    return this.#setup;
  }

  /** Does what comes before everything else, and notes what it changes. */
  async setUp(body: () => Promise<void>): Promise<void> {
    const before = await this.snapshot();
    await body();
    this.#setup = diffSchemas(before, await this.snapshot());
  }

  /** Runs one step, and makes the roles that it misses; the error is that of a real run. Throws CANCELLED, and what is no EngineError. */
  async run(step: ProjectStep): Promise<ErrorReport | undefined> {
    return (await this.#runWithRoles(step, undefined)).error;
  }

  /** As `run`, and looks at what each statement locks meanwhile. It is the same run: nothing is done twice for it. */
  async runMeasured(step: ProjectStep): Promise<MeasuredRun> {
    const { error, measured } = await this.#runWithRoles(step, statementMeasure);
    if (error) return { error };
    const { script } = step.step;
    return script?.script.text && measured ? { effect: deriveEffects(measured, describeStatements(script)) } : {};
  }

  async #runWithRoles(step: ProjectStep, measure: StatementMeasure | undefined): Promise<Attempt> {
    for (;;) {
      const attempt = await this.#attempt(step, measure);
      // Readings shift the places of errors: what fails with them is told as it fails without.
      const isShifted = attempt.error && measure && step.step.script?.mode === 'transactional';
      const told = isShifted ? await this.#attempt(step, { ...measure, within: 'parts' }) : attempt;
      if (!told.error) return told;
      const role = this.#roleToMake(told.error);
      if (role === undefined || !(await this.#makeRole(role, step.step))) {
        return { error: this.options.explain?.(told.error) ?? told.error };
      }
    }
  }

  /** Runs `beforeRun` or `afterRun` of a project, if it has that. */
  async runHook(name: 'beforeRun' | 'afterRun', project: string): Promise<HookFailure | undefined> {
    const hooks = this.options.hooks?.get(project) ?? {};
    const [step] = runHook(name, hooks, this.#hookedRun('migrate'));
    const error = step && (await this.run({ project, step }));
    return error && { error, step };
  }

  #hookedRun(command: HookedRun['command']): HookedRun {
    return { command, environment: this.options.environment };
  }

  async #attempt(planned: ProjectStep, measure?: StatementMeasure): Promise<Attempt> {
    const { project } = planned;
    const hooks = this.options.hooks?.get(project) ?? {};
    const command = planned.step.action === 'down' ? 'rollback' : 'migrate';
    const plain = withStepHooks(planned.step, hooks, this.#hookedRun(command));
    const step = measure ? { ...plain, measure } : plain;
    const { clock, signal, migrations } = this.options;
    const { lockTimeoutMs, statementTimeoutMs } = migrations;
    if (step.script?.mode === 'statements') await this.shadow.letGo();
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
    if (result?.outcome !== 'succeeded') {
      return { error: result?.error ?? describeError(new Error(`${step.path} did not run`)) };
    }
    this.#steps.push(planned);
    return result.measured ? { measured: result.measured } : {};
  }

  /** The role that an error misses, if it is one to be made, and was not. */
  #roleToMake(error: ErrorReport): string | undefined {
    const name = missingRole(error);
    if (name === undefined || this.#steps.some((step) => 'name' in step && step.name === name)) return undefined;
    return this.options.makesRole(name) ? name : undefined;
  }

  /** Whether the step can be tried again with that role. */
  async #makeRole(name: string, { path, script }: Step): Promise<boolean> {
    const role = { name, path };
    if (!(await this.shadow.createRole(name))) return false;
    this.#steps.push(role);
    if (!this.#roles.some((made) => made.name === name)) this.#roles.push(role);
    // Outside a transaction, what came before the error stays.
    return script?.mode !== 'statements' || (await this.rebuild(this.mark())) === undefined;
  }

  snapshot(): Promise<readonly CatalogRow[]> {
    return this.shadow.snapshot();
  }

  /** See `Shadow.ask`. */
  ask(text: string): Promise<Answers> {
    return this.shadow.ask(text);
  }

  /** See `Shadow.withSession`. */
  withSession<T>(body: (session: Session) => Promise<T>): Promise<T> {
    return this.shadow.withSession(body);
  }

  /** Makes the role that an error of a step misses; false: it misses none that is to be made. */
  async makeMissing(error: ErrorReport, step: Step): Promise<boolean> {
    const role = this.#roleToMake(error);
    return role !== undefined && (await this.#makeRole(role, step));
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
    this.#base = { kind: 'state', key: state.key };
    this.#steps = [];
  }

  /** Keeps what the shadow is now for `rebuild` alone, where that is faster than to run all of it again. */
  async checkpoint(): Promise<void> {
    if (this.#steps.length < leastStepsToKeep) return;
    await this.#release();
    if (!(await this.shadow.checkpoint())) return;
    this.#base = { kind: 'checkpoint' };
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
      const error = 'name' in step ? await this.#remakeRole(step) : (await this.#attempt(step)).error;
      if (error) return error;
    }
    return undefined;
  }

  async #remakeRole(role: MadeRole): Promise<ErrorReport | undefined> {
    if (!(await this.shadow.createRole(role.name))) return describeError(new Error(`role ${role.name} exists`));
    this.#steps.push(role);
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

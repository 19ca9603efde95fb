import type { RunPlanPorts, RunReport } from '../apply/run-plan';
import type { ValidateResult } from '../checks/validate-result';
import type { Settings } from '../config/settings';
import type { History } from '../history/history';
import type { Plan } from '../plan/plan';
import type { Facts } from './facts/facts';
import type { Known } from './facts/questions';
import type { Examine } from './facts/read-answers';
import type { GuardedRun } from './guards/guarded-run';

/** What a command that changes a database does: how it plans, and how it treats failures. */
export interface RunRequest {
  readonly command: string;
  /** With the command's options folded in: see `withOptions`. */
  readonly settings: Settings;
  readonly mode: 'run' | 'dry-run';
  readonly onFailure: 'stop' | 'continue';
  /** What is read of files: `pending` leaves out what lies beside scripts that were applied and are as they were. */
  readonly concern: 'pending' | 'all';
  /** The script that `--file` names. */
  readonly file?: string | undefined;
  /** Plans from facts, and from what it asks beside them. Pure. */
  readonly plan: (facts: Facts, known: Known) => Plan;
  /** What the guards of environment and database look at: see `guardRun`. Pure. */
  readonly guard: (plan: Plan, history: History) => GuardedRun;
  /** Answers the command's own question, when its plan asks it. */
  readonly examine?: Examine;
  /** What a plan of changes to history alone is done with; its steps are always shown first. Only baseline and repair have it. */
  readonly record?: (plan: Plan, ports: RunPlanPorts) => Promise<RunReport>;
  /** Runs after a run that succeeded, or had nothing to do; only `--verify` has it. */
  readonly verify?: () => Promise<ValidateResult>;
}

import type { StepReport } from '../apply/run-plan';
import type { Onlooker } from '../apply/watch-progress';
import type { BenchmarkResult } from '../benchmark/verdict/benchmark-result';
import type { LiveDatabase } from '../checks/live/live-database';
import type { OpenShadow, ShadowServers } from '../checks/shadow/shadow';
import type { ValidateResult } from '../checks/validate-result';
import type { Settings } from '../config/settings';
import type { Reporter, RunOutcome } from '../events';
import type { AdoptionFacts, AdoptionQuestion } from '../history/adoption-facts';
import type { HistoryStore } from '../history/store';
import type { CatalogLookups, TableCatalog } from '../lint/table-catalog';
import type { MigrationStatus, Plan, Refusal } from '../plan/plan';
import type { RequirementsMet } from '../plan/plan-input';
import type { Dependents } from '../plan/requirements/dependents';
import type { Backup, Backups, Clock, FileChanges, OpenTypesFile, Prompt, ReadBase, SqlFiles } from '../ports';
import type { OpenCopySource } from '../rehearsal/copy';
import type { RehearsalResult } from '../rehearsal/rehearsal';

/** The effects that commands work through. `openPorts` composes the real ones; tests bring memory twins. */
export interface CommandPorts {
  readonly store: HistoryStore;
  readonly files: SqlFiles;
  readonly clock: Clock;
  readonly reporter: Reporter;
  /** A fresh id for each run, a UUID. */
  readonly newRunId: () => string;
  readonly engineVersion: string;
  readonly gitCommit: () => string | undefined;
  /** Finds what this branch is compared with. Absent: nothing is known of other branches. */
  readonly base?: ReadBase;
  /**
   * Settings of another project of the workspace, for its environment of the same name; undefined for an unknown name.
   * Absent: only this project is known.
   */
  readonly projectSettings?: (project: string) => Promise<Settings | undefined>;
  /**
   * Whether a migration is applied in the database of another project, when that is another database than this one.
   * Reads only. Absent: all projects are looked up in this database.
   */
  readonly isAppliedElsewhere?: (project: string, version: string) => Promise<boolean>;
  /**
   * What in the databases of other projects requires one of these migrations. Reads only. Absent: only this database is
   * looked in.
   */
  readonly dependentsElsewhere?: (undone: readonly MigrationStatus[]) => Promise<Dependents>;
  /**
   * What the projects whose migrate runs first in the same command would have applied by then; a dry run asks when
   * something that is required is not applied. Absent: no project runs first.
   */
  readonly plannedFirst?: (options: { readonly confirm: boolean }) => Promise<RequirementsMet>;
  /** What `drift` and `--verify` read of the database beside its history. Absent: they cannot be run. */
  readonly live?: () => LiveDatabase;
  /** Answers what `--no-lock` asks of the database about the tables that a run touches. Absent: nothing can be told. */
  readonly tables?: (lookups: CatalogLookups) => Promise<TableCatalog>;
  /**
   * What a database tells of those who filled it before the first run of a project. Absent: nobody looks, and a first
   * run goes as far as it comes.
   */
  readonly adoption?: (question: AdoptionQuestion) => Promise<AdoptionFacts>;
  /** Takes backups of the database. Absent: a run that asks for one is refused. */
  readonly backups?: Backups;
  /** Opens the shadow of this project. Absent: nothing can be checked on one. */
  readonly openShadow?: OpenShadow;
  /** What shadows can be. Absent: any major that is asked for. */
  readonly shadowServers?: ShadowServers;
  /** Settings of another environment of this project. Throws ENVIRONMENT_UNKNOWN. Absent: only this one is known. */
  readonly environmentSettings?: (environment: string) => Promise<Settings>;
  /** Opens what scratch copies are made of. Absent: nothing can be rehearsed. */
  readonly openCopySource?: OpenCopySource<CommandPorts>;
  /** Opens files of types. Absent: none can be written. */
  readonly typesFile?: OpenTypesFile;
  /** Notes the major of this environment's server for `validate`; see `noteKnownServer`. Absent: nothing is noted. */
  readonly noteServer?: (major: number) => 'written' | 'unchanged' | 'unwritable';
  /** Opens what tells of changed files. Absent: nothing can be watched. */
  readonly openChanges?: () => FileChanges;
  /** Asks for a confirmation that no option gave. Absent: nobody is at a terminal, and the run is refused. */
  readonly prompt?: Prompt;
  /** Somebody who is told how far long work is, in events. Absent: nobody, and nothing is asked for it. */
  readonly onlooker?: Onlooker;
  /** Notes how long steps took, so that their next run can say so. Absent: nothing is noted. */
  readonly noteDurations?: (tookLong: TookLong) => void;
  /** Told of each fault of ours within a step, with its stack, for whoever asked to see it. Absent: nobody did. */
  readonly trace?: (error: unknown) => void;
  /** Aborted by a signal: the statement that runs is cancelled, its transaction rolled back. */
  readonly signal: AbortSignal;
}

/** Steps that took so long that a person would ask how long it takes. */
export interface TookLong {
  readonly environment: string;
  readonly at: Date;
  readonly steps: readonly Pick<StepReport, 'step' | 'durationMs'>[];
}

/** How a command that may change a database ended. Only `succeeded`, `nothing-to-do` and `planned` are success. */
export interface RunResult {
  readonly outcome: RunOutcome;
  readonly plan: Plan;
  readonly refusals: readonly Refusal[];
  readonly steps: readonly StepReport[];
  /** The backup that was taken before the first step. */
  readonly backup?: Backup;
  /** What `--verify` said; a run that it fails ends as `failed`, with everything applied. */
  readonly verification?: ValidateResult;
  /** How the steps went on a copy; nothing was done to the database then. `steps` are those of the first pass. */
  readonly rehearsal?: RehearsalResult;
  /** What `--benchmark` found on copies; nothing was done to the database then. */
  readonly benchmark?: BenchmarkResult;
  readonly durationMs: number;
}

/** Whether an outcome is exit 0. */
export function isSuccess(outcome: RunOutcome): boolean {
  return outcome === 'succeeded' || outcome === 'nothing-to-do' || outcome === 'planned';
}

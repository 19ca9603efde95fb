import type { StepTimeouts } from '../../history/store';
import type { Step } from '../../plan/plan';
import type { CatalogRow } from '../../ports';

/** A script that history holds as applied, and when it ran. */
export interface AppliedScript {
  readonly project: string;
  readonly id: string;
  readonly kind: 'versioned' | 'repeatable';
  readonly checksum: string;
  /** Whether a baseline recorded it last, so that it never ran. */
  readonly baselined: boolean;
  /** Places in the order of all runs of all projects; a repeatable script may have run many times. */
  readonly firstRun: number;
  readonly lastRun: number;
}

/** A script of a project. */
export type ScriptKey = Pick<AppliedScript, 'project' | 'id'>;

/** What checks read of the database of an environment beside its history. Nothing in it is changed. */
export interface LiveDatabase {
  /** `server_version_num`, as 180004. */
  serverVersion(): Promise<number>;
  /** The schema, in one message. */
  snapshot(): Promise<readonly CatalogRow[]>;
  /** Who is connected to which database, and all roles of the server but its own. */
  roles(): Promise<{ readonly user: string; readonly database: string; readonly names: readonly string[] }>;
  /**
   * What sessions begin with, of the settings that decide what a statement makes (a time without its zone, a name without
   * its schema): those of the server, the database and the role.
   */
  sessionSettings(): Promise<ReadonlyMap<string, string>>;
  /** The applied scripts of all projects that share the database, in the order in which they last ran. */
  appliedScripts(): Promise<readonly AppliedScript[]>;
  /** The text that each was applied with, in their order; undefined where history keeps none. */
  storedTexts(scripts: readonly ScriptKey[]): Promise<readonly (string | undefined)[]>;
  /** Runs a script in a transaction that is rolled back in any case. Throws STEP_FAILED and its kin, at the place. */
  tryScript(step: Step, timeouts: StepTimeouts): Promise<void>;
}

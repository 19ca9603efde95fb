import type { History } from '../../history/history';
import type { Hooks } from '../../migrations/hooks/hook';
import type { ProjectFiles } from './project-files';
import type { FurtherFacts } from './questions';

/** All that a decision is made from, beside the request. Read once; of the database again under the run lock. */
export interface Facts {
  readonly project: ProjectFiles;
  /** What the config has run around a run, and around each script. */
  readonly hooks: Hooks;
  /** When the files were read, by the clock that never goes back. */
  readonly readAtMs: number;
  readonly history: History;
  /** `user@host:port/database`, without secrets. */
  readonly database: string;
  /** What only some decisions ask for: nothing at first. */
  readonly further: FurtherFacts;
  /** Hash of the plan that somebody has said yes to at the terminal. */
  readonly confirmed?: string;
}

import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import type { RepairOptions } from '../../src/commands/repair/repair.options';
import type { RollbackOptions } from '../../src/commands/rollback/rollback.options';
import type { Content } from './script';

/** A command of the engine. */
export type Command =
  | { readonly do: 'migrate'; readonly options: MigrateOptions }
  | { readonly do: 'rollback'; readonly options: RollbackOptions }
  | { readonly do: 'repair'; readonly options: RepairOptions };

/** How a command is broken. */
export type Breakage =
  /** Its connection is cut, before or after the database has what is under way. */
  | 'cut-before'
  | 'cut-after'
  /** It loses the run lock. */
  | 'lock-lost'
  /** It is interrupted by a signal. */
  | 'cancel';

/** A change of files. `at` picks one of those that are there. */
export type FileAction =
  | ({ readonly do: 'add'; readonly id: string } & Omit<Content, 'number'>)
  | ({ readonly do: 'edit'; readonly at: number } & Partial<Omit<Content, 'number' | 'mode'>>)
  /** The files of a migration become again what was applied. */
  | { readonly do: 'restore'; readonly at: number }
  | { readonly do: 'delete'; readonly at: number }
  | { readonly do: 'rename'; readonly at: number; readonly to: string }
  | {
      readonly do: 'repeatable';
      readonly when: 'before' | 'after' | 'testData';
      readonly edition: number | 'broken' | 'gone';
    };

/** One thing that a developer, a machine or a network does. */
export type Action =
  | FileAction
  | Command
  | { readonly do: 'crash'; readonly command: Command; readonly how: Breakage; readonly at: number }
  | { readonly do: 'two runners'; readonly options: MigrateOptions };

/** Every id that a migration of the model can have: versions that tie, and names without one. */
export const migrationIds = ['1', '2', '3', '4']
  .flatMap((version) => [`00${version}_a`, `${version}_b`])
  .concat('add-x', 'add-y');

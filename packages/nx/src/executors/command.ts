import type {
  CommandPorts,
  MigrateOptions,
  ProjectsShown,
  RunResult,
  Settings,
  StatusResult,
  TypesResult,
  ValidateResult,
} from '@pgrestify/engine';
import type { ExecutorName } from '../feature-document/document-lines';
import type { Engine } from '../load-engine';

/** Options that every executor has. */
export interface SharedOptions {
  readonly environment?: string | undefined;
  readonly docker?: boolean | undefined;
  readonly service?: string | undefined;
  readonly network?: string | undefined;
  readonly json?: boolean | undefined;
  readonly report?: string | undefined;
  readonly progress?: boolean | undefined;
}

/** What a command of the engine works with. */
export interface CommandInput<Options> {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly options: Options;
  readonly ports: CommandPorts;
  /** Whether other tasks of ours run in the same command, so that a line has to say whose it is. */
  readonly shown: ProjectsShown;
  /** A command of the same project as it is typed here, without an environment: `nx run api:types` for `types`. */
  readonly commandText: (command: string) => string;
  /** The settings as the config file has them by now; its secrets are taken out of what is printed from then on. */
  readonly resolveSettings: () => Promise<Settings>;
  /** Writes the reports of a result, of a command that goes on. */
  readonly report: (result: CommandResult) => void;
  /** Prints; secrets are taken out on the way. */
  readonly write: (text: string) => void;
}

/** How a command of the engine ended. */
export type CommandResult = RunResult | StatusResult | ValidateResult | TypesResult;

/** A command of the engine as an executor of Nx. */
export interface Command<Options> {
  readonly name: ExecutorName;
  readonly run: (input: CommandInput<Options>) => Promise<CommandResult>;
  /** Whether these options need the user's database at all. */
  readonly database: (options: Options) => 'needed' | 'not-needed';
  /** Whether it ends by itself, which is so unless set. What goes on until a signal never succeeds: Nx would keep its result. */
  readonly ends?: (options: Options) => 'by-itself' | 'by-signal';
  /** With what the project would be migrated where it is only checked; nothing but the config unless set. */
  readonly migratesWith?: (options: Options) => MigrateOptions;
}

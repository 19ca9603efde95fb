import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ValidateResult } from '../../src/checks/validate-result';
import { migrate } from '../../src/commands/migrate/migrate';
import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import { repair } from '../../src/commands/repair/repair';
import type { RepairOptions } from '../../src/commands/repair/repair.options';
import { rollback } from '../../src/commands/rollback/rollback';
import type { RollbackOptions } from '../../src/commands/rollback/rollback.options';
import { type StatusResult, status } from '../../src/commands/status/status';
import type { StatusOptions } from '../../src/commands/status/status.options';
import { types } from '../../src/commands/types/types';
import type { TypesOptions } from '../../src/commands/types/types.options';
import type { TypesResult } from '../../src/commands/types/types-result';
import { validate, validateSchema } from '../../src/commands/validate/validate';
import type { ValidateOptions } from '../../src/commands/validate/validate.options';
import type { Settings } from '../../src/config/settings';
import type { MigrationEvent } from '../../src/events';
import { openPorts } from '../../src/open/open-ports';
import type { CommandPorts, RunResult } from '../../src/run/command';
import type { MendedDifference } from '../../src/schema/mend';
import { makeTemporaryFolder } from '../test-run/temporary-folder';
import { type TestDatabaseSettings, type TestSettings, testSettings } from './test-settings';

/** Where a test's server is. */
export interface TestAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A project in a temporary workspace, with commands over a real database. */
export interface TestProject {
  readonly settings: Settings;
  /** Events of the last command. */
  readonly events: readonly MigrationEvent[];
  /** Writes a file below the project's `sql` folder. */
  write(path: string, text: string | Buffer): void;
  /** Writes `migrations/<id>/up.sql` and, when given, `down.sql`. */
  migration(id: string, up: string, down?: string): void;
  remove(path: string): void;
  migrate(options?: MigrateOptions, signal?: AbortSignal): Promise<RunResult>;
  rollback(options?: RollbackOptions, signal?: AbortSignal): Promise<RunResult>;
  repair(options?: RepairOptions, signal?: AbortSignal): Promise<RunResult>;
  status(options?: StatusOptions): Promise<StatusResult>;
  validate(options?: ValidateOptions): Promise<ValidateResult>;
  types(options?: TypesOptions): Promise<TypesResult>;
  validateSchema(): Promise<readonly MendedDifference[]>;
  /** Deletes everything below the project's `sql` folder. */
  clear(): void;
  /** Deletes the workspace. */
  dispose(): void;
}

/** What differs from an ordinary project. */
export interface TestProjectOptions extends TestSettings {
  readonly projectSettings?: CommandPorts['projectSettings'];
  readonly dependentProjects?: readonly string[];
  readonly migratedFirst?: readonly string[];
  readonly progress?: 'watched' | 'unwatched';
  /** The workspace of another test project; one of its own unless set. */
  readonly workspacePath?: string;
}

export function createTestProject(address: TestDatabaseSettings, options: TestProjectOptions = {}): TestProject {
  const workspacePath = options.workspacePath ?? makeTemporaryFolder('project');
  const settings = testSettings(workspacePath, address, options);
  let events: MigrationEvent[] = [];
  const withPorts = async <T>(
    signal: AbortSignal,
    body: (ports: ReturnType<typeof openPorts>) => Promise<T>,
  ): Promise<T> => {
    events = [];
    const { projectSettings, dependentProjects = [], migratedFirst = [], progress = 'unwatched' } = options;
    const reporter = { report: (event: MigrationEvent) => events.push(event) };
    const others = { dependentProjects, migratedFirst, progress, ...(projectSettings && { projectSettings }) };
    const ports = openPorts(settings, { reporter, signal, ...others });
    try {
      return await body(ports);
    } finally {
      await ports.close();
    }
  };
  const never = new AbortController().signal;
  const write = (path: string, text: string | Buffer): void => {
    const filePath = join(settings.sqlPath, path);
    mkdirSync(dirname(filePath), { recursive: true });
    writeFileSync(filePath, text);
  };
  mkdirSync(settings.migrationsPath, { recursive: true });
  return {
    settings,
    get events() {
      return events;
    },
    write,
    migration: (id, up, down) => {
      write(`migrations/${id}/up.sql`, up);
      if (down !== undefined) write(`migrations/${id}/down.sql`, down);
    },
    remove: (path) => rmSync(join(settings.sqlPath, path), { recursive: true }),
    migrate: (given = {}, signal = never) => withPorts(signal, (ports) => migrate(settings, given, ports)),
    rollback: (given = {}, signal = never) => withPorts(signal, (ports) => rollback(settings, given, ports)),
    repair: (given = {}, signal = never) => withPorts(signal, (ports) => repair(settings, given, ports)),
    status: (given = {}) => withPorts(never, (ports) => status(settings, given, ports)),
    validate: (given = {}) => withPorts(never, (ports) => validate(settings, given, ports)),
    types: (given = {}) => withPorts(never, (ports) => types(settings, given, ports)),
    validateSchema: () => withPorts(never, (ports) => validateSchema(settings, ports)),
    clear: () => {
      rmSync(settings.sqlPath, { recursive: true, force: true });
      mkdirSync(settings.migrationsPath, { recursive: true });
    },
    dispose: () => rmSync(workspacePath, { recursive: true, force: true }),
  };
}

import { migrate } from '../../src/commands/migrate/migrate';
import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import { repair } from '../../src/commands/repair/repair';
import type { RepairOptions } from '../../src/commands/repair/repair.options';
import { rollback } from '../../src/commands/rollback/rollback';
import type { RollbackOptions } from '../../src/commands/rollback/rollback.options';
import { type StatusResult, status } from '../../src/commands/status/status';
import type { StatusOptions } from '../../src/commands/status/status.options';
import type { Settings } from '../../src/config/settings';
import type { MigrationEvent } from '../../src/events';
import type { CommandPorts, RunResult } from '../../src/run/command';
import { createFakeClock, type FakeClock } from '../fake-clock';
import { type TestSettings, testSettings } from '../projects/test-settings';
import { createMemoryDatabase, type MemoryDatabase } from './memory-database';
import { createMemoryFiles, type FileTree } from './memory-files';
import { MemoryHistoryStore } from './memory-history-store';

/** A project in memory, with commands over memory ports: no file, no server, no waiting. */
export interface MemoryProject {
  readonly settings: Settings;
  readonly database: MemoryDatabase;
  readonly clock: FakeClock;
  /** Events of the last command. */
  readonly events: readonly MigrationEvent[];
  /** Writes a file below the project's `sql` folder. */
  write(path: string, text: string): void;
  /** Writes `migrations/<id>/up.sql` and, when given, `down.sql`. */
  migration(id: string, up: string, down?: string): void;
  /** Deletes a file, or a folder with what is in it. */
  remove(path: string): void;
  migrate(options?: MigrateOptions, signal?: AbortSignal): Promise<RunResult>;
  rollback(options?: RollbackOptions, signal?: AbortSignal): Promise<RunResult>;
  repair(options?: RepairOptions, signal?: AbortSignal): Promise<RunResult>;
  status(options?: StatusOptions): Promise<StatusResult>;
  /** For a command that is not one of these. */
  ports(): CommandPorts;
}

/** What differs from an ordinary project; projects may share a database and a clock. */
export interface MemoryProjectOptions extends TestSettings {
  readonly database?: MemoryDatabase;
  readonly clock?: FakeClock;
  readonly isAppliedElsewhere?: CommandPorts['isAppliedElsewhere'];
  readonly dependentsElsewhere?: CommandPorts['dependentsElsewhere'];
  readonly prompt?: CommandPorts['prompt'];
  readonly backups?: CommandPorts['backups'];
}

const address = { host: 'memory', port: 5432, user: 'postgres', password: 'secret', database: 'test' };

export function createMemoryProject(options: MemoryProjectOptions = {}): MemoryProject {
  const { database = createMemoryDatabase(), clock = createFakeClock() } = options;
  const { isAppliedElsewhere, dependentsElsewhere, prompt, backups } = options;
  const settings = testSettings('/workspace', address, options);
  const tree: Record<string, FileTree[string]> = { [below('migrations/')]: '' };
  let events: MigrationEvent[] = [];
  let runs = 0;
  const { project } = settings;
  const { runLockTimeoutMs } = settings.migrations;
  const never = new AbortController().signal;
  const ports = (signal: AbortSignal = never): CommandPorts => {
    const reported: MigrationEvent[] = [];
    events = reported;
    return {
      store: new MemoryHistoryStore(database, { project, clock, runLockTimeoutMs }),
      files: createMemoryFiles(tree),
      clock,
      reporter: { report: (event) => void reported.push(event) },
      newRunId: () => {
        runs += 1;
        return `run-${runs}`;
      },
      engineVersion: '0.1.0',
      gitCommit: () => undefined,
      signal,
      ...(isAppliedElsewhere && { isAppliedElsewhere }),
      ...(dependentsElsewhere && { dependentsElsewhere }),
      ...(prompt && { prompt }),
      ...(backups && { backups }),
    };
  };
  return {
    settings,
    database,
    clock,
    get events() {
      return events;
    },
    write: (path, text) => {
      tree[below(path)] = text;
    },
    migration: (id, up, down) => {
      tree[below(`migrations/${id}/up.sql`)] = up;
      if (down !== undefined) tree[below(`migrations/${id}/down.sql`)] = down;
    },
    remove: (path) => {
      const name = below(path);
      for (const key of Object.keys(tree)) if (key === name || key.startsWith(`${name}/`)) delete tree[key];
    },
    migrate: (given = {}, signal) => migrate(settings, given, ports(signal)),
    rollback: (given = {}, signal) => rollback(settings, given, ports(signal)),
    repair: (given = {}, signal) => repair(settings, given, ports(signal)),
    status: (given = {}) => status(settings, given, ports()),
    ports,
  };

  function below(path: string): string {
    return `apps/${options.project ?? 'api'}/sql/${path}`;
  }
}

/** What a run did, for comparison in specs: its outcome, its steps and why it was refused. */
export function summaryOf({ outcome, steps, refusals }: RunResult): {
  readonly outcome: string;
  readonly steps: readonly string[];
  readonly refusals: readonly string[];
} {
  return {
    outcome,
    steps: steps.map((report) =>
      [report.step.action, report.step.id, ...(report.outcome === 'succeeded' ? [] : [report.outcome])].join(' '),
    ),
    refusals: refusals.map(({ code, ids }) => [code, ...ids].join(' ')),
  };
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import type { RollbackOptions } from '../../src/commands/rollback/rollback.options';
import type { Settings } from '../../src/config/settings';
import type { MigrationEvent, RunOutcome } from '../../src/events';

/** One run, as plain data. */
export type RunnerRequest =
  | { readonly command: 'migrate'; readonly settings: Settings; readonly options?: MigrateOptions }
  | { readonly command: 'rollback'; readonly settings: Settings; readonly options?: RollbackOptions }
  | { readonly command: 'validate'; readonly settings: Settings };

/** How it ended: an outcome, or the code (else the words) of the error that it threw; `killed` when the process ended first. */
export interface RunnerAnswer {
  readonly outcome: RunOutcome | string;
  readonly message?: string;
  readonly events: readonly MigrationEvent[];
}

/**
 * An operating-system process that runs commands on request, one after the other. It lives for many runs, so that races
 * of many processes do not measure how long TypeScript takes to load.
 */
export interface Runner {
  readonly pid: number;
  run(request: RunnerRequest): Promise<RunnerAnswer>;
  /** Sends a signal; SIGINT and SIGTERM interrupt the run as they do in an executor. */
  signal(name: NodeJS.Signals): void;
  /** Ends the process. */
  stop(): Promise<void>;
}

const workspacePath = join(__dirname, '../../../..');

/** Starts such a process from the TypeScript sources, and waits until it is ready. */
export async function startRunner(): Promise<Runner> {
  const child = fork(join(__dirname, 'runner-program.ts'), [], {
    cwd: workspacePath,
    execArgv: ['-r', '@swc-node/register'],
    env: { ...process.env, SWC_NODE_PROJECT: join(workspacePath, 'tsconfig.base.json') },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const ended = once(child, 'exit');
  await once(child, 'message');
  return {
    pid: child.pid ?? 0,
    run: (request) =>
      new Promise((resolve) => {
        const onEnd = (): void => resolve({ outcome: 'killed', events: [] });
        child.once('exit', onEnd);
        child.once('message', (answer) => {
          child.off('exit', onEnd);
          resolve(answer as RunnerAnswer);
        });
        child.send(request);
      }),
    signal: (name) => child.kill(name),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Starts several at once. */
export function startRunners(count: number): Promise<readonly Runner[]> {
  return Promise.all(Array.from({ length: count }, startRunner));
}

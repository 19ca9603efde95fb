import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CompiledSources } from '../src/testing/compiled-sources';
import type { Attempt, AttemptRequest } from './attempt';

/** A process that runs one attempt. */
export interface Task {
  /** Sends a signal, and resolves when the process heard it, or is gone. */
  signal(name: NodeJS.Signals): Promise<void>;
  readonly ended: Promise<Attempt>;
}

/** Processes that were started ahead of time and wait for their attempt. */
export interface TaskPool {
  run(request: AttemptRequest): Promise<Task>;
  /** Ends those that wait. */
  close(): Promise<void>;
}

const workspacePath = join(__dirname, '../../..');

/** Keeps so many processes waiting. */
export function openTaskPool(sources: CompiledSources, waiting: number): TaskPool {
  const start = (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [sources.pathOf('kill-matrix/task-program.ts')], {
      cwd: workspacePath,
      env: { ...process.env, ...sources.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return once(child, 'message').then(() => child);
  };
  const idle: Promise<ChildProcess>[] = [];
  return {
    async run(request) {
      while (idle.length <= waiting) idle.push(start());
      const child = await (idle.shift() ?? start());
      return runOn(child, request);
    },
    async close() {
      for (const started of idle.splice(0)) {
        const child = await started;
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
    },
  };
}

function runOn(child: ChildProcess, request: AttemptRequest): Task {
  let said: Attempt | undefined;
  child.on('message', (message: Attempt | 'interrupted') => {
    if (message !== 'interrupted') said = message;
  });
  const exited = once(child, 'exit');
  child.send(request);
  return {
    async signal(name) {
      const heard = new Promise<void>((resolve) => child.once('message', () => resolve()));
      child.kill(name);
      await Promise.race([heard, exited]);
    },
    ended: exited.then(() => said ?? { runId: request.runId, outcome: 'killed', message: undefined, steps: [] }),
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CompiledSources } from '../processes/compiled-sources';
import type { Attempt, AttemptRequest } from './attempt';

/** One attempt in a process of its own. */
export interface Task {
  /** Sends a signal, and resolves when the process heard it, or is gone. */
  signal(name: NodeJS.Signals): Promise<void>;
  readonly ended: Promise<Attempt>;
}

/** Processes that were started ahead of time and wait for an attempt; one that outlives its attempt waits for the next. */
export interface TaskPool {
  run(request: AttemptRequest): Promise<Task>;
  /** Ends those that wait. */
  close(): Promise<void>;
}

const workspacePath = join(__dirname, '../../../..');

/** Keeps so many processes waiting. */
export function openTaskPool(sources: CompiledSources, waiting: number): TaskPool {
  const start = (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [sources.pathOf('testing/kill-matrix/task-program.ts')], {
      cwd: workspacePath,
      env: { ...process.env, ...sources.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return Promise.race([once(child, 'message'), once(child, 'exit')]).then(() => child);
  };
  const idle: Promise<ChildProcess>[] = [];
  return {
    async run(request) {
      while (idle.length <= waiting) idle.push(start());
      const child = await (idle.shift() ?? start());
      if (hasExited(child)) throw new Error('A task process ended before it was given an attempt.');
      return runOn(child, request, () => idle.unshift(Promise.resolve(child)));
    },
    async close() {
      for (const started of idle.splice(0)) {
        const child = await started;
        // A signal to the whole process group ends those that wait, too.
        if (hasExited(child)) continue;
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
    },
  };
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function runOn(child: ChildProcess, request: AttemptRequest, onIdle: () => void): Task {
  const ended = new Promise<Attempt>((resolve) => {
    const onExit = (): void => resolve({ runId: request.runId, outcome: 'killed', message: undefined, steps: [] });
    const onMessage = (message: Attempt | 'interrupted'): void => {
      if (message === 'interrupted') return;
      child.off('message', onMessage).off('exit', onExit);
      onIdle();
      resolve(message);
    };
    child.on('message', onMessage).once('exit', onExit);
  });
  child.send(request);
  return {
    async signal(name) {
      const listening = new AbortController();
      const { signal } = listening;
      const heard = Promise.race([once(child, 'message', { signal }), once(child, 'exit', { signal })]);
      child.kill(name);
      await heard;
      listening.abort();
    },
    ended,
  };
}

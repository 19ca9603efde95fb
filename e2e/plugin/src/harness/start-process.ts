import { type ChildProcess, spawn } from 'node:child_process';

/** How a process ended. */
export interface ProcessResult {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  /** Both streams in the order in which they were written. */
  readonly output: string;
}

export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** After it the process is killed, and the result says so. Default: five minutes, for machines under load. */
  readonly timeoutMs?: number;
  /** Whether `type` may write to its standard input, which is there only then. Default: no. */
  readonly input?: 'typed';
  /** The process group: the caller's, which a terminal's Ctrl-C ends with it, or one of its own. Default: the caller's. */
  readonly group?: 'own' | 'shared';
}

/** A program that runs. */
export interface StartedProcess {
  /** Resolves when the text was written; rejects with the whole output when the program ends without it. */
  untilItSays(text: string): Promise<void>;
  /** Writes to standard input. */
  type(text: string): void;
  /** To the program alone, as a manager of processes does. */
  signal(signal: NodeJS.Signals): void;
  /** To the program and what it has started, as a terminal does at Ctrl-C. For one with a group of its own. */
  interruptGroup(): void;
  /** How it ended; once all who could write its output have. */
  readonly ended: Promise<ProcessResult>;
}

/** Starts a program; without standard input, unless something is to be typed. */
export function startProcess(program: string, args: readonly string[], options: ProcessOptions): StartedProcess {
  const timeoutMs = options.timeoutMs ?? 300_000;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: [options.input === 'typed' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: options.group === 'own',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const output = collectOutput(child);
  const ended = new Promise<ProcessResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const end = signal === null ? '' : `\n(ended by ${signal}, allowed were ${timeoutMs} ms)`;
      resolve({ code: code ?? undefined, output: output.text() + end });
    });
  });
  return {
    async untilItSays(text) {
      const silent = ended.then((result) => {
        if (!result.output.includes(text)) throw new Error(`It ended and never said ${text}:\n${result.output}`);
      });
      await Promise.race([output.until(text), silent]);
    },
    type: (text) => {
      child.stdin?.write(text);
    },
    signal: (signal) => {
      child.kill(signal);
    },
    interruptGroup: () => {
      if (child.pid === undefined || options.group !== 'own') throw new Error(`${program} has no group of its own.`);
      process.kill(-child.pid, 'SIGINT');
    },
    ended,
  };
}

/** Both streams in the order in which they are written. */
function collectOutput(child: ChildProcess) {
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (piece: string) => {
      text += piece;
      for (const listener of listeners) listener();
    });
  }
  return {
    text: () => text,
    until: (wanted: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!text.includes(wanted)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
  };
}

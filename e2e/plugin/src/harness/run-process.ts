import { spawn } from 'node:child_process';

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
}

/** Runs a program to its end, without standard input. */
export function runProcess(program: string, args: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const timeoutMs = options.timeoutMs ?? 300_000;
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const end = signal === null ? '' : `\n(ended by ${signal}, allowed were ${timeoutMs} ms)`;
      resolve({ code: code ?? undefined, output: output + end });
    });
  });
}

/** As `runProcess`, for steps that must succeed. Throws with the whole output otherwise. */
export async function runOrThrow(program: string, args: readonly string[], options: ProcessOptions): Promise<string> {
  const { code, output } = await runProcess(program, args, options);
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${code}\n${output}`);
  return output;
}

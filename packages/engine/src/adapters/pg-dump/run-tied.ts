import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ProgramCall } from './dump-program';

/** Where a program reads and writes. */
export interface TiedOptions {
  readonly input: number | 'ignore';
  /** A function takes it as it comes, and has to. */
  readonly output: number | 'pipe' | ((stdout: Readable) => void);
  /** Once aborted the program is told to end, and waited for. */
  readonly signal?: AbortSignal;
}

/** How it ended. */
export interface Ended {
  /** Undefined when it could not be started or a signal ended it. */
  readonly exitCode: number | undefined;
  /** Standard output, where that was a pipe. */
  readonly stdout: string;
  /** The last of what it said. */
  readonly stderr: string;
}

/** More than this of what a program says is not kept; of standard output the beginning, of the errors the end. */
const maxKeptLength = 64 * 1024;

/** How long a program that was told to end may take before it is killed. */
const graceMs = 3_000;

/**
 * Runs a program that ends with this process, also when that is killed with -9: a shell holds a pipe from here, and ends
 * the program when the pipe closes. In a session of its own, so that Ctrl+C reaches it only through us and it cannot ask
 * a terminal for a password. Windows has no such shell; there it ends when it is told to.
 */
export function runTied({ argv, env }: ProgramCall, { input, output, signal }: TiedOptions): Promise<Ended> {
  const [program, ...args] = argv;
  const isTied = process.platform !== 'win32';
  const target = typeof output === 'function' ? 'pipe' : output;
  const child = isTied
    ? // The program and its arguments are arguments of the shell too, never part of its text.
      spawn('/bin/sh', ['-c', leash, 'sh', program, ...args], {
        env,
        detached: true,
        stdio: [input, target, 'pipe', 'pipe'],
      })
    : spawn(program, args, { env, windowsHide: true, stdio: [input, target, 'pipe', 'ignore'] });
  const taken = typeof output === 'function' ? child.stdout : undefined;
  if (taken && typeof output === 'function') output(taken);
  const stdout = keep(taken ? null : child.stdout, 'first');
  const stderr = keep(child.stderr, 'last');
  const letGo = () => (isTied ? child.stdio[3]?.destroy() : child.kill());
  let killing: NodeJS.Timeout | undefined;
  const end = () => {
    letGo();
    killing = setTimeout(() => killGroup(child), graceMs);
  };
  return new Promise((resolve) => {
    const finish = (exitCode: number | undefined, reason: string) => {
      signal?.removeEventListener('abort', end);
      clearTimeout(killing);
      letGo();
      resolve({ exitCode, stdout: stdout(), stderr: `${stderr()}${reason}` });
    };
    child.once('error', (error) => finish(undefined, error.message));
    child.once('close', (code) => finish(code ?? undefined, ''));
    child.stdio[3]?.on('error', () => {}); // the shell ended: told by `close`
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}

/** `read` ends when the other end of descriptor 3 closes. The program must not hold that end, nor the watcher outlive it. */
const leash = `exec 4<&0
"$@" <&4 3<&- 4<&- & program=$!
exec 4<&-
{ read -r line <&3; kill -TERM "$program"; } >/dev/null 2>&1 & watcher=$!
wait "$program"; status=$?
kill "$watcher" 2>/dev/null
exit "$status"`;

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}

function keep(stream: NodeJS.ReadableStream | null, which: 'first' | 'last'): () => string {
  let kept = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    kept += text;
    if (kept.length > maxKeptLength)
      kept = which === 'first' ? kept.slice(0, maxKeptLength) : kept.slice(-maxKeptLength);
  });
  return () => kept;
}

import { type StdioOptions, spawn, spawnSync } from 'node:child_process';

/** What an orphan inherits. Its output goes to `output`, a descriptor; `extra` becomes its descriptor 3. */
export interface OrphanOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly output: number | 'ignore';
  readonly extra?: number | 'ignore';
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Spawns a program in a session of its own that is no descendant of this process, and answers its pid; undefined when
 * it could not be spawned. Nx ends an interrupted task with all of its descendants, and a server that others use too
 * must not be among them: a shell starts it in the background and ends, so that its parent is the system's first
 * process. Windows has no such tree; there it is a detached child.
 */
export function spawnOrphan(program: string, args: readonly string[], options: OrphanOptions): number | undefined {
  const { output, extra = 'ignore', ...rest } = options;
  if (process.platform === 'win32') {
    const child = spawn(program, args, {
      ...rest,
      detached: true,
      stdio: ['ignore', output, output, extra],
      windowsHide: true,
    });
    child.on('error', () => undefined); // told by the missing pid
    child.unref();
    return child.pid;
  }
  const stdio: StdioOptions = ['ignore', 'pipe', output, extra];
  // The program and its arguments are arguments of the shell too, never part of its text.
  const shell = spawnSync('/bin/sh', ['-c', '"$@" >&2 & echo $!', 'sh', program, ...args], {
    ...rest,
    ...detached,
    stdio,
    encoding: 'utf8',
  });
  const pid = Number.parseInt(shell.stdout ?? '', 10);
  return Number.isNaN(pid) ? undefined : pid;
}

/** Node's spawnSync makes a session as spawn does; its type declarations leave it out. */
const detached: object = { detached: true };

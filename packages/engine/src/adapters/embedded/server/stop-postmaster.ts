/** A process, told from later ones with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
}

/** `fast` ends the sessions and writes a checkpoint; `immediate` leaves recovery to the next start. */
export type StopMode = 'fast' | 'immediate';

/**
 * Stops a postmaster and resolves when it is gone: fast, after 10 s immediately, after 5 s more killed.
 * Does nothing when it is gone already. On Windows, which has no signals, through `pg_ctl`.
 * Self-contained, because the supervisor runs it from its source text.
 */
export async function stopPostmaster(
  server: ProcessIdentity,
  how: { readonly mode: StopMode; readonly pgCtlPath: string; readonly dataPath: string },
  readStart: (pid: number) => string | undefined,
): Promise<void> {
  const escalation: readonly { readonly signal: NodeJS.Signals; readonly mode: StopMode; readonly waitMs: number }[] = [
    ...(how.mode === 'fast' ? [{ signal: 'SIGINT', mode: 'fast', waitMs: 10_000 } as const] : []),
    { signal: 'SIGQUIT', mode: 'immediate', waitMs: 5_000 },
    { signal: 'SIGKILL', mode: 'immediate', waitMs: 5_000 },
  ];
  for (const step of escalation) {
    if (!isAlive()) return;
    send(step);
    const giveUpAt = Date.now() + step.waitMs;
    while (isAlive() && Date.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  function isAlive(): boolean {
    return readStart(server.pid) === server.start;
  }

  function send(step: { readonly signal: NodeJS.Signals; readonly mode: StopMode }): void {
    if (process.platform === 'win32' && step.signal !== 'SIGKILL') {
      process
        .getBuiltinModule('node:child_process')
        .spawnSync(how.pgCtlPath, ['stop', '-D', how.dataPath, '-m', step.mode, '-W'], { stdio: 'ignore' });
      return;
    }
    try {
      process.kill(server.pid, step.signal);
    } catch {
      // It ended between the look and the signal.
    }
  }
}

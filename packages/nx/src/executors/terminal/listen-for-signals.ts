/** A run that can be interrupted. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the process its own handling of signals back. */
  stop(): void;
}

type SignalSource = Pick<NodeJS.Process, 'on' | 'off' | 'exit'>;

/** 128 + 2, as shells end a process that SIGINT killed. */
const interruptedExitCode = 130;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into an abort, once: Nx sends SIGTERM twice for one Ctrl+C, and the terminal's own
 * SIGINT comes beside it. A second SIGINT is a person who does not want to wait, and ends the process at once.
 */
export function listenForSignals(process: SignalSource): Interruption {
  const controller = new AbortController();
  let interrupts = 0;
  const onInterrupt = () => {
    interrupts += 1;
    if (interrupts > 1) process.exit(interruptedExitCode);
    controller.abort();
  };
  const onTerminate = () => controller.abort();
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  process.on('SIGHUP', onTerminate);
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      process.off('SIGHUP', onTerminate);
    },
  };
}

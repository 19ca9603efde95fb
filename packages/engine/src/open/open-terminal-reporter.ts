import { systemClock } from '../adapters/system-clock';
import type { TerminalReporter, TerminalReporterOptions } from '../reporters/progress/terminal-reporter';

const redrawEveryMs = 500;

/** Events at a terminal that a person looks at; see `TerminalReporter`. Must be closed. */
export function openTerminalReporter(options: Omit<TerminalReporterOptions, 'now' | 'repeat'>): TerminalReporter {
  // Loaded here: most runs are not at a terminal.
  const { terminalReporter } =
    require('../reporters/progress/terminal-reporter') as typeof import('../reporters/progress/terminal-reporter');
  return terminalReporter({
    ...options,
    now: () => systemClock.now(),
    repeat: (tick) => {
      const timer = setInterval(tick, redrawEveryMs);
      // It must not keep a process that has nothing else to do.
      timer.unref();
      return () => clearInterval(timer);
    },
  });
}

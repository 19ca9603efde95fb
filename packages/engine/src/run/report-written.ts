import type { MigrationEvent } from '../events';
import type { Written } from '../ports';
import type { CommandPorts } from './command';

/** Reports how much of a copy of the database is written, from the moment that it is called. */
export function reportWritten(
  what: Extract<MigrationEvent, { type: 'transfer-progress' }>['what'],
  { clock, reporter }: Pick<CommandPorts, 'clock' | 'reporter'>,
): (written: Written) => void {
  const startMs = clock.monotonicMs();
  return (written) => {
    const elapsedMs = Math.round(clock.monotonicMs() - startMs);
    reporter.report({ type: 'transfer-progress', at: clock.now(), what, elapsedMs, ...written });
  };
}

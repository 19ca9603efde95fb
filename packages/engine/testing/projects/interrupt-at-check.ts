import type { CheckName } from '../../src/checks/finding';
import type { MigrationEvent, Reporter } from '../../src/events';

/** A reporter, and a signal that is aborted as soon as that check begins. */
export function interruptAtCheck(check: CheckName): { readonly reporter: Reporter; readonly signal: AbortSignal } {
  const interruption = new AbortController();
  const report = (event: MigrationEvent) => {
    if (event.type === 'check-started' && event.name === check) interruption.abort();
  };
  return { reporter: { report }, signal: interruption.signal };
}

import { readFileSync } from 'node:fs';
import { migrate } from '../../src/commands/migrate/migrate';
import type { Settings } from '../../src/config/settings';
import { openPorts } from '../../src/open/open-ports';
import type { MeasuredRun } from './measured-run';

/** The process of `measureMigrate`: told its settings by a message, it answers with what it measured of itself. */
process.once('message', async (settings: Settings) => {
  const ports = openPorts(settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
  const { outcome } = await migrate(settings, {}, ports);
  await ports.close();
  const measured: MeasuredRun = { outcome, peakBytes: peakBytes() };
  process.send?.(measured, () => process.disconnect());
});

/** Linux's own record of it (proc(5)): the peak of resident memory, in KiB. */
function peakBytes(): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}

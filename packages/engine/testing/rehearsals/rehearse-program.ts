import { migrate } from '../../src/commands/migrate/migrate';
import { openPorts } from '../../src/open/open-ports';
import type { RehearsalTask, RehearsalWord } from './rehearse-until';

/** The process of `rehearseUntil`: told what to rehearse by a message, it says each event as it happens. */
process.once('message', async ({ settings, options }: RehearsalTask) => {
  const say = (word: RehearsalWord) => process.send?.(word);
  const reporter = { report: (event: RehearsalWord['event']) => void say({ event }) };
  const ports = openPorts(settings, { reporter, signal: new AbortController().signal });
  await migrate(settings, { test: true, ...options }, ports);
  await ports.close();
  process.disconnect();
});

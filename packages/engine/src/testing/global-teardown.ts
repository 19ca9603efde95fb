import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { containersOfRun, hasEngine } from './docker-engine';
import { eventually } from './eventually';
import { processesIn } from './processes-in';
import { temporaryPrefix } from './temporary-folder';

/**
 * After the last spec: fails the run when it left a container, a temporary folder, or a process that works in one.
 * Servers, with their databases and locks, live in such folders. A supervisor may take a moment to notice that its
 * server is gone.
 */
export default async function globalTeardown(): Promise<void> {
  const prefix = temporaryPrefix();
  await eventually('no process of the suite is left', () => processesIn(prefix).length === 0).catch(() => {});
  const folders = readdirSync(dirname(prefix)).filter((name) => name.startsWith(basename(prefix)));
  const pids = processesIn(prefix);
  const containers = hasEngine() ? containersOfRun() : [];
  if (folders.length + pids.length + containers.length > 0) {
    const what = [`folders [${folders.join(', ')}]`, `processes [${pids.join(', ')}]`];
    throw new Error(`Left behind: ${what.join(', ')}, containers [${containers.join(', ')}]`);
  }
}

import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { processesIn } from '@pgrestify/engine/testing';
import { temporaryPrefix } from './folders';

/** After the last suite: fails the run when it left a workspace, or a process that works in one. */
export default function globalTeardown(): void {
  const folders = readdirSync(dirname(temporaryPrefix)).filter((name) => name.startsWith(basename(temporaryPrefix)));
  const pids = processesIn(temporaryPrefix);
  if (folders.length + pids.length === 0) return;
  throw new Error(`Left behind: folders [${folders.join(', ')}], processes [${pids.join(', ')}]`);
}

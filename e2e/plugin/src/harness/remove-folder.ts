import { rmSync } from 'node:fs';
import { eventually, processesIn } from '@pgrestify/engine/testing';

/** Waits until no process works in a folder any more, then deletes it. Throws when one stays. */
export async function removeFolder(folder: string): Promise<void> {
  await eventually(`no process works in ${folder}`, () => processesIn(folder).length === 0);
  rmSync(folder, { recursive: true, force: true });
}

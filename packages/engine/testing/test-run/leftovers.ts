import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { eventually } from '../eventually';
import { describeProcess, processesIn, processesOfRun } from '../processes/processes-in';
import { containersOfRun, hasEngine } from '../servers/docker-engine';
import { temporaryPrefixes } from './temporary-folder';

/**
 * What this run of the suite has made and not taken away, by name: temporary folders, processes that work in one or
 * were started by it, containers. Servers, with their databases, sessions and locks, are such processes or containers,
 * and have no socket but that of their port. What is ending gets half a minute for it.
 */
export async function findLeftovers(): Promise<readonly string[]> {
  await eventually('nothing of the suite is left', () => findProcesses().length === 0).catch(() => {});
  return [
    ...findProcesses().map((pid) => `process ${pid} (${describeProcess(pid)})`),
    ...temporaryPrefixes().flatMap(foldersOf),
    ...(hasEngine() ? containersOfRun().map((id) => `container ${id}`) : []),
  ];
}

function findProcesses(): readonly number[] {
  return [...new Set([...temporaryPrefixes().flatMap(processesIn), ...processesOfRun()])];
}

function foldersOf(prefix: string): readonly string[] {
  const folder = dirname(prefix);
  const names = readdirSync(folder).filter((name) => name.startsWith(basename(prefix)));
  return names.map((name) => `folder ${folder}/${name}`);
}

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../shape/check-shape';
import { majorRange } from './major-range';

/** PostgreSQL major of the servers of environments, by their names. */
export type KnownServers = ReadonlyMap<string, number>;

/**
 * The file beside the config in which runs note the majors of the servers that they meet. It is for the repository, so
 * that `validate`, which connects to none, tries the majors that are in use.
 */
export const knownServersName = 'pgrestify.servers.json';

/** What the file of a project says; empty when there is none. One that cannot be read is as none: the next run writes it anew. */
export function readKnownServers(projectRootPath: string): KnownServers {
  let text: string;
  try {
    text = readFileSync(join(projectRootPath, knownServersName), 'utf8');
  } catch {
    return new Map();
  }
  return parseKnownServers(text);
}

/** Pure: the parse boundary of the file, which a merge may have spoiled. */
export function parseKnownServers(text: string): KnownServers {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Map();
  }
  const environments = isRecord(value) && isRecord(value.environments) ? value.environments : {};
  return new Map(
    Object.entries(environments).flatMap(([name, server]) => {
      const major = isRecord(server) ? server.postgres : undefined;
      return isMajor(major) ? [[name, major] as const] : [];
    }),
  );
}

/** A major that a run may have met; what somebody wrote by hand need be none. */
function isMajor(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= majorRange.oldest && Number(value) <= majorRange.newest;
}

/** The file's text: sorted, so that runs of two branches change the same lines. */
export function formatKnownServers(servers: KnownServers): string {
  const sorted = [...servers].sort(([a], [b]) => (a < b ? -1 : 1));
  const environments = Object.fromEntries(sorted.map(([name, postgres]) => [name, { postgres }]));
  return `${JSON.stringify({ environments }, null, 2)}\n`;
}

/**
 * Notes a server's major; whether the file was written. It is not when it says so already, nor where the workspace cannot
 * be written: what is in it is a help, and no run fails for it. Environments that the config has no more are left out.
 */
export function noteKnownServer(
  projectRootPath: string,
  { environment, major, environments }: { environment: string; major: number; environments: readonly string[] },
): 'written' | 'unchanged' | 'unwritable' {
  const known = readKnownServers(projectRootPath);
  if (known.get(environment) === major) return 'unchanged';
  const kept = [...known].filter(([name]) => environments.includes(name));
  const path = join(projectRootPath, knownServersName);
  const partialPath = `${path}.${process.pid}.partial`;
  try {
    writeFileSync(partialPath, formatKnownServers(new Map([...kept, [environment, major]])));
    renameSync(partialPath, path);
    return 'written';
  } catch {
    rmSync(partialPath, { force: true });
    return 'unwritable';
  }
}

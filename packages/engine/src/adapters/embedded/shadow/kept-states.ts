import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerBinaries } from '../binaries/binaries';
import type { Cluster } from '../cluster/cluster';
import { copyMarked } from '../cluster/copy-marked';
import { publishFolder } from '../cluster/publish-folder';

/** What a cluster held at a moment that can be gone back to. */
export interface ClusterState {
  /** Names the state; letters and digits. */
  readonly key: string;
  /** What the keeper wants to know of it later. */
  readonly note: string;
}

/** With the schema of the cluster's database as a text of the caller's, which is not read unless it is asked for. */
export interface StateToKeep extends ClusterState {
  readonly schema?: string | undefined;
}

/** A state on disk. */
export interface KeptState extends ClusterState {
  readonly path: string;
  readonly password: string;
}

/**
 * What stays, those that were used last: the newest, the one before it for who edits what made the newest, that of the
 * merge base, and one for who goes to and fro between two branches. Nothing stays for ever.
 */
const limits = { states: 4, bytes: 2 ** 30, unusedMs: 30 * 24 * 60 * 60 * 1000 };

/**
 * The first of those states that is kept and whole, and of this server; undefined when there is none. Notes its use, and
 * removes those before it that are not whole.
 * Call it, as all of these, while nobody else has the cluster.
 */
export function findKeptState(
  folderPath: string,
  keys: readonly string[],
  binaries: ServerBinaries,
): KeptState | undefined {
  const kept = new Set(listNames(folderPath));
  for (const key of keys) {
    if (!kept.has(key)) continue;
    const state = readState(folderPath, key, binaries);
    if (state === undefined) {
      rmSync(join(folderPath, key), { recursive: true, force: true, maxRetries: 3 });
      continue;
    }
    utimesSync(state.path, new Date(), new Date());
    return state;
  }
  return undefined;
}

/**
 * Copies the data of a cluster that was shut down; the state appears whole or not at all. With the state that the cluster
 * came from it shares what was not written since. Gives its path. Throws what the system throws.
 */
export async function keepState(
  folderPath: string,
  state: StateToKeep,
  cluster: Cluster,
  earlierPath?: string,
): Promise<string> {
  const { paths, binaries, user, password } = cluster;
  return publishFolder(join(folderPath, state.key), user, (buildPath) => {
    const earlierDataPath = earlierPath && join(earlierPath, 'data');
    copyMarked(paths.dataPath, join(buildPath, 'data'), { earlierPath: earlierDataPath, owner: user });
    writeFileSync(join(buildPath, 'password'), password, { mode: 0o600 });
    const { note, schema } = state;
    if (schema !== undefined) writeFileSync(join(buildPath, schemaName), schema);
    const manifest: Manifest = { binaries: nameOf(binaries), note, ...measureTree(join(buildPath, 'data')) };
    writeFileSync(join(buildPath, 'manifest.json'), JSON.stringify(manifest));
  });
}

/**
 * Removes what no run can use, as half of a state after a kill -9, what was not used for long, and all but the states that
 * were used last and fit the limits. The newest stays however large it is.
 */
export function pruneStates(folderPath: string, binaries: ServerBinaries, now = new Date()): void {
  let bytes = 0;
  const names = listNames(folderPath);
  const kept = names
    .flatMap((name) => describeUse(join(folderPath, name), name, binaries) ?? [])
    .filter(({ lastUseMs }) => now.getTime() - lastUseMs <= limits.unusedMs)
    .sort((a, b) => b.lastUseMs - a.lastUseMs)
    .filter((state, index) => {
      bytes += state.bytes;
      return index === 0 || (index < limits.states && bytes <= limits.bytes);
    });
  const stay = new Set(kept.map(({ name }) => name));
  for (const name of names) {
    if (!stay.has(name)) rmSync(join(folderPath, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** When a state was used last, and its size, by its manifest alone: all files of it are looked at when it is used. */
function describeUse(path: string, name: string, binaries: ServerBinaries) {
  const manifest = readManifest(path, binaries);
  return manifest && { name, bytes: manifest.bytes, lastUseMs: statSync(path).mtimeMs };
}

/** The schema that was kept with a state; undefined where there was none, or it is gone. */
export function readSchema({ path }: KeptState): string | undefined {
  try {
    return readFileSync(join(path, schemaName), 'utf8');
  } catch {
    return undefined;
  }
}

const schemaName = 'schema.json';

interface Manifest {
  /** Which server wrote the data: another version may read them otherwise. */
  readonly binaries: string;
  readonly note: string;
  /** By these, data that a cleaner or a crash of the machine took something from is recognised. */
  readonly files: number;
  readonly bytes: number;
}

function readState(folderPath: string, key: string, binaries: ServerBinaries): KeptState | undefined {
  const path = join(folderPath, key);
  const manifest = readManifest(path, binaries);
  if (!manifest) return undefined;
  try {
    const { files, bytes } = measureTree(join(path, 'data'));
    if (files !== manifest.files || bytes !== manifest.bytes) return undefined;
    return { key, note: manifest.note, path, password: readFileSync(join(path, 'password'), 'utf8') };
  } catch {
    return undefined; // not whole
  }
}

function readManifest(path: string, binaries: ServerBinaries): Manifest | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));
    return isManifest(manifest) && manifest.binaries === nameOf(binaries) ? manifest : undefined;
  } catch {
    return undefined; // half of a state
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'binaries' in value && 'note' in value && typeof value.note === 'string' && 'files' in value && 'bytes' in value
  );
}

function nameOf({ platform, version }: ServerBinaries): string {
  return `${platform}-${version}`;
}

function measureTree(path: string): { readonly files: number; readonly bytes: number } {
  let [files, bytes] = [0, 0];
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return { files, bytes };
}

function listNames(folderPath: string): readonly string[] {
  try {
    return readdirSync(folderPath);
  } catch {
    return []; // nothing was kept yet
  }
}

import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerBinaries } from '../binaries/binaries';
import type { Cluster } from '../cluster/cluster';
import { copyTree } from '../cluster/copy-tree';
import { publishFolder } from '../cluster/publish-folder';

/** What a cluster held at a moment that can be gone back to. */
export interface ClusterState {
  /** Names the state; letters and digits. */
  readonly key: string;
  /** What the keeper wants to know of it later. */
  readonly note: string;
}

/** A state on disk. */
export interface KeptState extends ClusterState {
  readonly path: string;
  readonly password: string;
}

/** So many stay, those that were used last: the newest, and the one before it for who edits what made the newest. */
const maxStates = 2;

/**
 * The first of those states that is kept and whole, and of this server; undefined when there is none. Notes its use.
 * Call it, as all of these, while nobody else has the cluster.
 */
export function findKeptState(
  folderPath: string,
  keys: readonly string[],
  binaries: ServerBinaries,
): KeptState | undefined {
  const kept = new Set(listNames(folderPath));
  for (const key of keys) {
    const state = kept.has(key) ? readState(folderPath, key, binaries) : undefined;
    if (state === undefined) continue;
    utimesSync(state.path, new Date(), new Date());
    return state;
  }
  return undefined;
}

/** Copies the data of a cluster that was shut down; the state appears whole or not at all. Throws what the system throws. */
export async function keepState(folderPath: string, state: ClusterState, cluster: Cluster): Promise<void> {
  const { paths, binaries, user, password } = cluster;
  await publishFolder(join(folderPath, state.key), user, (buildPath) => {
    copyTree(paths.dataPath, join(buildPath, 'data'), user);
    writeFileSync(join(buildPath, 'password'), password, { mode: 0o600 });
    const { note } = state;
    const manifest: Manifest = { binaries: nameOf(binaries), note, ...measureTree(join(buildPath, 'data')) };
    writeFileSync(join(buildPath, 'manifest.json'), JSON.stringify(manifest));
  });
}

/** Removes what no run can use, as half of a state after a kill -9, and all but the states that were used last. */
export function pruneStates(folderPath: string, binaries: ServerBinaries): void {
  const states = listNames(folderPath).map((name) => readState(folderPath, name, binaries) ?? name);
  const usable = states
    .filter((state) => typeof state !== 'string')
    .sort((a, b) => lastUseMs(b) - lastUseMs(a))
    .slice(0, maxStates);
  const names = new Set(usable.map(({ key }) => key));
  for (const name of listNames(folderPath)) {
    if (!names.has(name)) rmSync(join(folderPath, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

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
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));
    if (!isManifest(manifest) || manifest.binaries !== nameOf(binaries)) return undefined;
    const { files, bytes } = measureTree(join(path, 'data'));
    if (files !== manifest.files || bytes !== manifest.bytes) return undefined;
    return { key, note: manifest.note, path, password: readFileSync(join(path, 'password'), 'utf8') };
  } catch {
    return undefined; // not whole
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  return 'binaries' in value && 'note' in value && typeof value.note === 'string' && 'files' in value;
}

function nameOf({ platform, version }: ServerBinaries): string {
  return `${platform}-${version}`;
}

function lastUseMs({ path }: KeptState): number {
  return statSync(path).mtimeMs;
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

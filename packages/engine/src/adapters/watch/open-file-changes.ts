import { watch } from 'node:fs';
import type { FileChanges } from '../../ports';
import { readState, type WatchedState } from './read-state';

/** How long it has to be still before a change counts, and when it counts anyway: a burst of saves is one change. */
const stillMs = 50;
const patienceMs = 500;
/** Looked at in any case, since network and container file systems tell of no change; at most so often. */
const usualPollMs = 1_000;
/** And so seldom that it takes no more than a fiftieth of the time. */
const pollShare = 50;

/**
 * Changes of files on this machine. Each folder is watched by itself, and what the system tells is only a hint to look: what
 * counts is what a look at the files finds. `fs.watch` with `recursive` loses a file on Linux once an editor has replaced it
 * by renaming (Node 20 and 22, tried; 24 does not), and names of files come in many ways on other systems.
 */
export function openFileChanges({ pollMs = usualPollMs }: { readonly pollMs?: number } = {}): FileChanges {
  let paths: readonly string[] = [];
  let seen: WatchedState = readState([]);
  let lookedMs = 0;
  const hints = openHints();
  const look = (): WatchedState => {
    const start = performance.now();
    let state = readState(paths);
    // What was made in a folder before it was watched is seen by the second look.
    if (hints.watchAll(state.folders) === 'more') state = readState(paths);
    lookedMs = performance.now() - start;
    return state;
  };
  return {
    watch: (next) => {
      paths = next;
      seen = look();
    },
    next: async (signal) => {
      for (;;) {
        if (signal.aborted) return 'stopped';
        const now = look();
        if (now.text !== seen.text) {
          seen = now;
          return 'changed';
        }
        await hints.any(Math.max(pollMs, lookedMs * pollShare), signal);
        await hints.still(signal);
      }
    },
    close: () => {
      hints.watchAll(new Map());
    },
  };
}

interface Hints {
  /** Watches these folders, known by their inodes, and no others; `more`: some of them were not watched before. */
  watchAll(folders: ReadonlyMap<string, number>): 'more' | 'same';
  /** Resolves at a hint, after that time, or when the signal is aborted. */
  any(forMs: number, signal: AbortSignal): Promise<void>;
  /** Resolves when no hint has come for a moment. */
  still(signal: AbortSignal): Promise<void>;
}

function openHints(): Hints {
  const watched = new Map<string, { readonly inode: number; readonly stop: () => void }>();
  let hints = 0;
  let wake: (() => void) | undefined;
  const hint = (): void => {
    hints += 1;
    wake?.();
  };
  /** Whether a hint came within that time. */
  const wait = (forMs: number, signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      const before = hints;
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        wake = undefined;
        resolve(hints !== before);
      };
      const timer = setTimeout(end, forMs);
      signal.addEventListener('abort', end);
      wake = end;
      if (signal.aborted) end();
    });
  return {
    watchAll: (folders) => {
      for (const [path, { inode, stop }] of watched) {
        if (folders.get(path) === inode) continue;
        stop();
        watched.delete(path);
      }
      const added = [...folders].filter(([path]) => !watched.has(path));
      for (const [path, inode] of added) watched.set(path, { inode, stop: watchFolder(path, hint) });
      return added.length === 0 ? 'same' : 'more';
    },
    any: async (forMs, signal) => {
      await wait(forMs, signal);
    },
    still: async (signal) => {
      const end = performance.now() + patienceMs;
      while (!signal.aborted && performance.now() < end && (await wait(stillMs, signal)));
    },
  };
}

/** Calls when the system tells of a change in a folder, until it is stopped. Where none can be watched, it never does. */
function watchFolder(path: string, hint: () => void): () => void {
  try {
    const watcher = watch(path, { persistent: false }, hint);
    // A folder that went, or a watch that the system gave up: the next look tells.
    watcher.on('error', hint);
    return () => watcher.close();
  } catch {
    // No inotify watches are left, or it went meanwhile: it is looked at in any case.
    return () => {};
  }
}

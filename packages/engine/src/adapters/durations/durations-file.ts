import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExpectedDuration } from '../../events';
import type { Step } from '../../plan/plan';
import type { TookLong } from '../../run/command';
import { ownFolder } from '../own-folder';
import {
  addDuration,
  durationKey,
  formatDurations,
  type KnownDurations,
  lastDuration,
  parseDurations,
} from './known-durations';

/** Where runs of this workspace note how long steps took: beside the embedded cluster, for this machine alone. */
const durationsPath = (projectRootPath: string): string => join(projectRootPath, '.pgrestify', 'durations.json');

/** How long a step took the last time that it was run from this workspace; undefined when that is not known. */
export function findDuration(projectRootPath: string, step: Step): ExpectedDuration | undefined {
  return lastDuration(readDurations(projectRootPath), durationKey(step));
}

/** Notes how long steps took. What is noted is a help: no run fails where the workspace cannot be written. */
export function noteDurations(projectRootPath: string, { environment, at, steps }: TookLong): void {
  const known = steps.reduce(
    (all, { step, durationMs }) => addDuration(all, durationKey(step), { environment, durationMs, at }),
    readDurations(projectRootPath),
  );
  try {
    ownFolder(projectRootPath);
    replaceFile(durationsPath(projectRootPath), formatDurations(known));
  } catch {
    // Then nobody can say it the next time.
  }
}

/** A reader finds the file as it was, or as it is to be. */
function replaceFile(path: string, text: string): void {
  const partialPath = `${path}.${process.pid}.partial`;
  try {
    writeFileSync(partialPath, text);
    renameSync(partialPath, path);
  } finally {
    rmSync(partialPath, { force: true });
  }
}

function readDurations(projectRootPath: string): KnownDurations {
  try {
    return parseDurations(readFileSync(durationsPath(projectRootPath), 'utf8'));
  } catch {
    return new Map();
  }
}

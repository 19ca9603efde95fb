import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readProcessStart } from './process-start';
import type { ProcessIdentity } from './stop-postmaster';

/** Which process serves a cluster, and where. */
export interface ServerRecord extends ProcessIdentity {
  readonly port: number;
  /** Of the data folder that it serves: a copied project brings the record of the original's server along. */
  readonly dataFolder: string;
}

/** The record of the last start; undefined when there is none that can be read. */
export function readServerRecord(recordPath: string): ServerRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(recordPath, 'utf8'));
    return isServerRecord(record) ? record : undefined;
  } catch {
    return undefined; // never started
  }
}

function isServerRecord(value: unknown): value is ServerRecord {
  if (typeof value !== 'object' || value === null) return false;
  const [hasPid, hasStart] = ['pid' in value && Number.isInteger(value.pid), 'start' in value];
  return hasPid && hasStart && 'port' in value && Number.isInteger(value.port) && 'dataFolder' in value;
}

/** Replaces the record in one step, so that no reader sees half of it. */
export function writeServerRecord(recordPath: string, record: ServerRecord): void {
  const newPath = `${recordPath}.${process.pid}`;
  writeFileSync(newPath, JSON.stringify(record));
  renameSync(newPath, recordPath);
}

/** Whether that very process still lives. */
export function isRunning(server: ProcessIdentity): boolean {
  return readProcessStart(server.pid) === server.start;
}

import { createHash, randomBytes } from 'node:crypto';
import { keySpace, type LockKey } from '../lock/lock-keys';

/** What the name of a scratch database tells. */
export interface ScratchName {
  /** As in the server's catalog. */
  readonly name: string;
  /** Whose it is: see `projectPartOf`. */
  readonly projectPart: string;
  /** By the server's clock, in seconds since 1970. */
  readonly madeAtSeconds: number;
  /** The advisory lock that its maker holds for as long as he lives. */
  readonly makerLock: LockKey;
}

const prefix = 'pgrestify_scratch_';

/** High half of the locks of makers, whose low half is the beginning of the name's random part. */
export const makerSpace = keySpace + 3;

/** What nobody guesses of a name: 16 hexadecimal digits. */
export function drawScratchToken(): string {
  return randomBytes(8).toString('hex');
}

/**
 * Names a scratch database: `pgrestify_scratch_<project>_<unix seconds>_<random>`, 63 bytes at most, which is the longest
 * name that PostgreSQL has. Nothing in it needs quotes.
 */
export function scratchName(projectPart: string, madeAtSeconds: number, token: string): string {
  return `${prefix}${projectPart}_${madeAtSeconds}_${token}`;
}

/** What of a project's name fits: its beginning, for people, and a hash, so that no two projects are taken for one. */
export function projectPartOf(project: string): string {
  const beginning = project
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
    .slice(0, 9);
  return beginning + createHash('sha256').update(project).digest('hex').slice(0, 8);
}

/** The lock of the maker of the database with that token. */
export function makerLockOf(token: string): LockKey {
  return { classId: makerSpace, objectId: Number.parseInt(token.slice(0, 8), 16) };
}

/** Undefined for a name that is none of ours, however much it looks like one. */
export function parseScratchName(name: string): ScratchName | undefined {
  const [, projectPart, seconds, token] = pattern.exec(name) ?? [];
  if (projectPart === undefined || token === undefined) return undefined;
  return { name, projectPart, madeAtSeconds: Number(seconds), makerLock: makerLockOf(token) };
}

const pattern = new RegExp(`^${prefix}([a-z0-9]{0,9}[0-9a-f]{8})_(\\d{10})_([0-9a-f]{16})$`);

import { createHash } from 'node:crypto';

/** Whose backups: those of one project, environment and database, among which the oldest are deleted. */
export interface BackupOwner {
  readonly project: string;
  readonly environment: string;
  /** Its name. The server is left out, since many move and stay the same. */
  readonly database: string;
}

/** The process that writes a backup. */
export interface BackupWriter {
  readonly host: string;
  readonly pid: number;
  /** When it started, as `readProcessStart` says. */
  readonly start: string;
}

/**
 * The name of a backup: `<project>-<environment>-<UTC time>-<plan hash>-<owner>.dump`. The owner's hash says whose it is
 * where the names alone do not: `a-b` and `c` are not `a` and `b-c`.
 */
export function backupName(owner: BackupOwner, at: Date, planHash: string): string {
  const time = at.toISOString().replaceAll(/[-:.]/g, '');
  return `${prefixOf(owner)}-${time}-${planHash}-${ownerHash(owner)}.dump`;
}

/** Of those names the ones that are complete backups of that owner, oldest first. */
export function ownBackups(owner: BackupOwner, names: readonly string[]): readonly string[] {
  const prefix = `${prefixOf(owner)}-`;
  const pattern = new RegExp(`^\\d{8}T\\d{9}Z-p[0-9a-f]+-${ownerHash(owner)}\\.dump$`);
  return names.filter((name) => name.startsWith(prefix) && pattern.test(name.slice(prefix.length))).sort();
}

/** The name of the folder in which a backup is written before it is complete. */
export function partialName(name: string, { host, pid, start }: BackupWriter): string {
  return `.${name}.${safe(host)}-${pid}-${start}.part`;
}

/** Who writes, or wrote, an incomplete backup of that owner; undefined for a name of anything else. */
export function partialWriter(owner: BackupOwner, name: string): BackupWriter | undefined {
  const found = /^\.(.+\.dump)\.([\w.-]*)-(\d+)-(\w+)\.part$/.exec(name);
  const [, complete = '', host = '', pid, start = ''] = found ?? [];
  return ownBackups(owner, [complete]).length > 0 ? { host, pid: Number(pid), start } : undefined;
}

/** A host's name as it stands in the names of incomplete backups. */
export function safeHost(host: string): string {
  return safe(host);
}

/** So long that the whole stays a name: file systems allow 255 bytes. */
const maxPartLength = 48;

function prefixOf({ project, environment }: BackupOwner): string {
  return `${safe(project)}-${safe(environment)}`;
}

function safe(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, maxPartLength);
}

function ownerHash({ project, environment, database }: BackupOwner): string {
  return createHash('sha256')
    .update(JSON.stringify([project, environment, database]))
    .digest('hex')
    .slice(0, 8);
}

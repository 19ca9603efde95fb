import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import type { BackupSettings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { Backup, BackupPlan, BackupRequest, Backups, Clock } from '../../ports';
import { readProcessStart } from '../embedded/server/process-start';
import { watchSize } from '../watch-size';
import { whyNotWritable } from '../writable-folder';
import { type BackupOwner, backupName, ownBackups, partialName, partialWriter, safeHost } from './backup-name';
import type { DumpProgram, ProgramCall } from './dump-program';
import { type Ended, runTied } from './run-tied';

/** What taking backups works with. */
export interface BackupsOptions {
  readonly owner: BackupOwner;
  readonly settings: Pick<BackupSettings, 'folderPath' | 'keep'>;
  readonly clock: Clock;
  /** Finds the program; asked once. Throws BACKUP_PROGRAM_MISSING. */
  readonly program: () => Promise<DumpProgram>;
  /** Takes the secrets out of what a program says. */
  readonly redact: (text: string) => string;
}

/**
 * Backups by pg_dump. Each is written in a folder of its own with a temporary name, read by pg_restore, flushed to disk,
 * and only then given its name; so a file with the name of a backup is one. What a killed run left is deleted by the
 * next one. Folders have mode 0700 and files 0600, since they hold everything that the database does.
 */
export function openBackups(options: BackupsOptions): Backups {
  const { folderPath } = options.settings;
  let found: Promise<DumpProgram> | undefined;
  const program = () => {
    found ??= options.program();
    return found;
  };
  return {
    plan: async (): Promise<BackupPlan> => {
      const { name, version } = await program();
      const reason = whyNotWritable(folderPath);
      if (reason !== undefined) {
        throw failed(`${reason}.`, { hint: `Give rights in ${folderPath}, or set migrations.backup.directory.` });
      }
      return { folderPath, program: name, programVersion: version };
    },
    take: async (_plan, request) => {
      const dumping = { options, program: await program(), ...request };
      const name = backupName(options.owner, options.clock.now(), request.planHash);
      try {
        return await takeInto(name, dumping);
      } catch (error) {
        if (error instanceof EngineError) throw error;
        // The file system's: no room, no right, a file where the folder should be.
        throw failed(`${error instanceof Error ? error.message : String(error)}.`, {
          hint: `Make room or give rights in ${folderPath}, or set migrations.backup.directory.`,
          cause: error,
        });
      }
    },
  };
}

interface Dumping extends BackupRequest {
  readonly options: BackupsOptions;
  readonly program: DumpProgram;
}

async function takeInto(name: string, dumping: Dumping): Promise<Backup> {
  const { options, program } = dumping;
  const { folderPath, keep } = options.settings;
  makeFolder(folderPath);
  const warnings = removeAbandoned(options);
  const writer = { host: hostname(), pid: process.pid, start: readProcessStart(process.pid) ?? '0' };
  const partPath = join(folderPath, partialName(name, writer));
  mkdirSync(partPath, { mode: 0o700 });
  try {
    const partialPath = join(partPath, name);
    await dump(partialPath, partPath, dumping);
    await list(partialPath, dumping);
    const path = join(folderPath, name);
    renameSync(partialPath, path);
    await flush(folderPath);
    const { removed, notRemoved } = removeOldest(options, name, keep);
    const restoreCommand = program.restoreCommand(path);
    return { path, sizeBytes: statSync(path).size, removed, restoreCommand, warnings: [...warnings, ...notRemoved] };
  } finally {
    rmSync(partPath, { recursive: true, force: true });
  }
}

/** One that we make tells git, and with it Nx, to look away. */
function makeFolder(folderPath: string): void {
  if (existsSync(folderPath)) return;
  mkdirSync(folderPath, { recursive: true, mode: 0o700 });
  writeFileSync(join(folderPath, '.gitignore'), '*\n');
}

async function dump(partialPath: string, partPath: string, dumping: Dumping): Promise<void> {
  const { program, options, signal, onWritten } = dumping;
  const file = await open(partialPath, 'wx', 0o600);
  const stopWatching =
    onWritten && watchSize(async () => (await file.stat()).size, options.clock, tellWritten(options, onWritten));
  try {
    const ended = await runTied(program.dump(partPath), { input: 'ignore', output: file.fd, signal });
    refuseInterrupted(signal);
    requireSuccess('pg_dump', ended, options);
    await file.sync();
  } finally {
    await stopWatching?.();
    await file.close();
  }
}

/** Beside what the newest of the backups before came to. */
function tellWritten(
  { owner, settings: { folderPath } }: BackupsOptions,
  onWritten: NonNullable<BackupRequest['onWritten']>,
): (bytes: number) => void {
  const [newest] = ownBackups(owner, readdirSync(folderPath)).slice(-1);
  const lastBytes = newest && statSync(join(folderPath, newest), { throwIfNoEntry: false })?.size;
  return (bytes) => onWritten({ bytes, ...(lastBytes && { lastBytes }) });
}

async function list(partialPath: string, { program, options, signal }: Dumping): Promise<void> {
  const file = await open(partialPath, 'r');
  try {
    const call: ProgramCall = program.list();
    const ended = await runTied(call, { input: file.fd, output: 'pipe', signal });
    refuseInterrupted(signal);
    requireSuccess('pg_restore --list', ended, options);
    // Of an empty database it lists nothing, and still counts the settings.
    if (!/^; +TOC Entries: [1-9]/m.test(ended.stdout)) {
      throw failed('pg_restore --list finds nothing in the file that pg_dump wrote.', {
        hint: 'Run again; if it stays so, look at the disk.',
      });
    }
  } finally {
    await file.close();
  }
}

function refuseInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new EngineError('CANCELLED', 'The backup was interrupted; nothing was run.', { hint: 'Run again.' });
}

/** So many of the last lines of a program are quoted. */
const maxQuotedLines = 10;

function requireSuccess(what: string, { exitCode, stderr }: Ended, { redact, owner }: BackupsOptions): void {
  if (exitCode === 0) return;
  const lines = redact(stderr).trim().split(/\r?\n/).slice(-maxQuotedLines);
  const how = exitCode === undefined ? 'was ended' : `ended with code ${exitCode}`;
  const said = lines.join('\n');
  throw failed(`${what} of database ${owner.database} ${how}${said === '' ? '.' : `:\n${said}`}`, {
    hint: hintFor(said),
  });
}

function hintFor(said: string): string {
  if (/permission denied|row-level security/.test(said)) {
    return 'Give the role the right to read everything (GRANT pg_read_all_data TO …; for row security BYPASSRLS), or back up by other means.';
  }
  // pg_dump waits for locks with a statement_timeout.
  if (/statement timeout[\s\S]*LOCK TABLE/.test(said)) {
    return 'End the session that holds the lock, or try later.';
  }
  if (/No space left|could not write/i.test(said)) return 'Make room, or set migrations.backup.directory.';
  return 'Correct what pg_dump says, and run again.';
}

function failed(message: string, options: { readonly hint: string; readonly cause?: unknown }): EngineError {
  return new EngineError('BACKUP_FAILED', `The backup failed, so nothing was run. ${message}`, options);
}

async function flush(folderPath: string): Promise<void> {
  if (process.platform === 'win32') return; // cannot open a folder
  const folder = await open(folderPath, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** A writer on another host cannot be asked for; after a day it is gone. */
const foreignAgeMs = 24 * 60 * 60 * 1_000;

/** Deletes what killed runs of the same database left; answers what went wrong. */
function removeAbandoned({ owner, settings, clock }: BackupsOptions): readonly string[] {
  const { folderPath } = settings;
  return readdirSync(folderPath).flatMap((name) => {
    const writer = partialWriter(owner, name);
    if (!writer) return [];
    const path = join(folderPath, name);
    const isOfHere = writer.host === safeHost(hostname());
    const isAbandoned = isOfHere
      ? readProcessStart(writer.pid) !== writer.start
      : clock.now().getTime() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > foreignAgeMs;
    return isAbandoned ? tryToRemove(path) : [];
  });
}

function removeOldest(
  { owner, settings: { folderPath } }: BackupsOptions,
  newest: string,
  keep: number | undefined,
): { readonly removed: readonly string[]; readonly notRemoved: readonly string[] } {
  if (keep === undefined) return { removed: [], notRemoved: [] };
  // The new one stays, also where a clock that was wrong gave others a later name.
  const others = ownBackups(owner, readdirSync(folderPath)).filter((name) => name !== newest);
  const paths = others.slice(0, Math.max(0, others.length + 1 - keep)).map((name) => join(folderPath, name));
  const notRemoved = paths.flatMap(tryToRemove);
  return { removed: paths.filter((path) => !existsSync(path)), notRemoved };
}

function tryToRemove(path: string): readonly string[] {
  try {
    rmSync(path, { recursive: true, force: true });
    return [];
  } catch (error) {
    return [
      `${relative(process.cwd(), path) || path} could not be deleted: ${error instanceof Error ? error.message : error}`,
    ];
  }
}

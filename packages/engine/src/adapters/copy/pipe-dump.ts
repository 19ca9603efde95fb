import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { EngineError } from '../../errors';
import type { Clock } from '../../ports';
import type { Session } from '../../postgres/session/session';
import type { DumpProgram } from '../pg-dump/dump-program';
import { type Ended, runTied } from '../pg-dump/run-tied';
import { watchSize } from '../watch-size';
import { feedDump } from './feed-dump';

/** A dump that is to be restored as it comes. */
export interface PipedDump {
  readonly program: DumpProgram;
  /** Schemas whose rows are left out. */
  readonly withoutRows: readonly string[];
  readonly signal: AbortSignal;
  /** Takes the secrets out of what pg_dump says. */
  readonly redact: (text: string) => string;
  readonly clock: Clock;
  /** Told about once a second how much has come. Absent: nobody looks on. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Pipes pg_dump into a session of another database; nothing of it is on disk in between. Throws COPY_FAILED, EXTENSION_MISSING
 * and CANCELLED, when pg_dump has ended.
 */
export async function pipeDump(piped: PipedDump, session: Session): Promise<void> {
  const { program, withoutRows, signal, redact, clock, onBytes } = piped;
  const folderPath = mkdtempSync(join(tmpdir(), 'pgrestify-dump-'));
  const stop = new AbortController();
  let bytes = 0;
  const stopWatching = onBytes && watchSize(async () => bytes, clock, onBytes);
  async function* counted(pieces: Readable): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      bytes += piece.length;
      yield piece;
    }
  }
  try {
    let stdout: Readable | undefined;
    const ended = runTied(program.script(folderPath, withoutRows), {
      input: 'ignore',
      output: (stream) => {
        stdout = stream;
      },
      signal: AbortSignal.any([signal, stop.signal]),
    });
    await (stdout ? feedDump(counted(stdout), session) : Promise.resolve()).catch(async (error: unknown) => {
      stop.abort();
      await ended;
      throw error;
    });
    requireSuccess(await ended, redact);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new EngineError('CANCELLED', 'Interrupted while the database was copied; the copy is gone.', {
      cause: error,
    });
  } finally {
    await stopWatching?.();
    rmSync(folderPath, { recursive: true, force: true });
  }
}

/** So many of the last lines of pg_dump are quoted. */
const maxQuotedLines = 10;

function requireSuccess({ exitCode, stderr }: Ended, redact: (text: string) => string): void {
  if (exitCode === 0) return;
  const said = redact(stderr).trim().split(/\r?\n/).slice(-maxQuotedLines).join('\n');
  const how = exitCode === undefined ? 'was ended' : `ended with code ${exitCode}`;
  throw new EngineError('COPY_FAILED', `pg_dump ${how}${said === '' ? '.' : `:\n${said}`}`, {
    hint: 'Correct what pg_dump says, and run again.',
  });
}

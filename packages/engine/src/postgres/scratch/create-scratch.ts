import { EngineError } from '../../errors';
import { quoteIdentifier } from '../../sql/names/quote';
import { copyTemplate1 } from '../database/create-database';
import { openMaintenance, type ServerAccess } from '../database/maintenance-session';
import { cancelOnAbort } from '../lock/cancel-step';
import { MessageError } from '../session/message-query';
import type { Session } from '../session/session';
import { copyDatabase } from './copy-database';
import { copySettings } from './copy-settings';
import { dropScratch } from './drop-scratch';
import { type HeldMakerLock, holdMakerLock } from './hold-maker-lock';
import { drawScratchToken, makerLockOf, projectPartOf, scratchName } from './scratch-name';

/** A database of ours on somebody's server, for as long as it is open. */
export interface ScratchDatabase {
  readonly name: string;
  /** As PostgreSQL has it: 180001. */
  readonly serverVersion: number;
  /** Settings of the database that it is a copy of, which the role may not give it. */
  readonly refusedSettings: readonly string[];
  /**
   * Drops it, whoever is connected to it. Once; the next calls wait for the first. Throws SERVER_REFUSED when the server
   * does not let it go, and the errors of connecting; then the next run reaps it.
   */
  close(): Promise<void>;
}

/** What to make. */
export interface ScratchOptions {
  /** Whose it is. */
  readonly project: string;
  /** The database of the same server that it is a copy of, to which nobody may be connected; absent: template1. */
  readonly copyOf?: string;
  /** Aborted: the copy is given up. */
  readonly signal?: AbortSignal;
}

/**
 * Makes a scratch database. For as long as it is open its maker holds an advisory lock, on the session that makes it: who
 * finds one without can be sure that it is abandoned (see `reapScratch`). Throws PRIVILEGE_MISSING, POOLER_UNSAFE,
 * CANCELLED, SERVER_REFUSED (with `fields.sqlState`: 55006 when somebody is connected to what is copied) and the errors of
 * connecting.
 */
export async function createScratch(options: ScratchOptions, access: ServerAccess): Promise<ScratchDatabase> {
  const session = await openMaintenance(access);
  try {
    const token = drawScratchToken();
    const held = await holdMakerLock(session, makerLockOf(token), access);
    const name = scratchName(projectPartOf(options.project), held.takenAtSeconds, token);
    const refusedSettings = await create(name, options, { session, held, access });
    return openScratch({ name, refusedSettings, serverVersion: held.serverVersion }, { session, access });
  } catch (error) {
    await session.close();
    throw error;
  }
}

interface Maker {
  readonly session: Session;
  readonly access: ServerAccess;
}

async function create(
  name: string,
  { copyOf, signal = new AbortController().signal }: ScratchOptions,
  { session, held, access }: Maker & { readonly held: HeldMakerLock },
): Promise<readonly string[]> {
  let refused: readonly string[] = [];
  const ended = cancelOnAbort(signal, () => cancel(held.backendPid, access), access.clock);
  try {
    if (copyOf === undefined) await copyTemplate1(session, name, access.clock);
    else {
      await copyDatabase(session, { name, copyOf, serverVersion: held.serverVersion });
      refused = await copySettings(session, { name, copyOf });
    }
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    if (signal.aborted) {
      throw new EngineError('CANCELLED', 'Interrupted while a scratch database was made; it is gone.', {
        cause: error,
      });
    }
    throw describeRefusal(error, held.role, copyOf);
  } finally {
    await ended();
  }
  // The request may have come when it was made already.
  if (!signal.aborted) return refused;
  await dropScratch(name, { session, access });
  throw new EngineError('CANCELLED', 'Interrupted while a scratch database was made; it is gone.');
}

/** Asked again until the copy has ended, so that a try that fails is no loss. */
async function cancel(backendPid: number, access: ServerAccess): Promise<void> {
  const session = await openMaintenance(access).catch(() => undefined);
  await session?.send({ text: `SELECT pg_catalog.pg_cancel_backend(${backendPid})` }).catch(() => {});
  await session?.close();
}

function openScratch(made: Omit<ScratchDatabase, 'close'>, maker: Maker): ScratchDatabase {
  let closed: Promise<void> | undefined;
  return {
    ...made,
    close: () => {
      closed ??= dropScratch(made.name, maker).finally(() => maker.session.close());
      return closed;
    },
  };
}

/** insufficient_privilege */
const notAllowed = '42501';

function describeRefusal(error: MessageError, role: string, copyOf: string | undefined): EngineError {
  const { code: sqlState } = error.serverError;
  const reason = error.message.replace(/\.$/, '');
  const what = copyOf === undefined ? 'A scratch database cannot be made' : `A copy of "${copyOf}" cannot be made`;
  if (sqlState === notAllowed) {
    return new EngineError('PRIVILEGE_MISSING', `${what} by "${role}": ${reason}.`, {
      hint: `Run as a superuser: ALTER ROLE ${quoteIdentifier(role)} CREATEDB;`,
      fields: { sqlState },
      cause: error,
    });
  }
  return new EngineError('SERVER_REFUSED', `${what}: ${reason}.`, { fields: { sqlState }, cause: error });
}

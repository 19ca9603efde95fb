import { EngineError } from '../../errors';
import type { Clock } from '../../ports';
import type { Session } from '../session/session';

/** How the databases of a server are connected to. */
export interface ServerAccess {
  /** A session in that database of the server. */
  readonly open: (databaseName: string) => Promise<Session>;
  readonly clock: Clock;
}

/** Connects to where databases are made: `postgres`; where that was dropped, or is barred, template1 always is. */
export async function openMaintenance({ open }: Pick<ServerAccess, 'open'>): Promise<Session> {
  try {
    return await open('postgres');
  } catch (error) {
    const isBarred = error instanceof EngineError && barredCodes.has(error.code);
    if (!isBarred) throw error;
    return open('template1');
  }
}

const barredCodes: ReadonlySet<string> = new Set(['DATABASE_MISSING', 'PRIVILEGE_MISSING', 'AUTHENTICATION_FAILED']);

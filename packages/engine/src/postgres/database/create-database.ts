import type { ServerDatabase } from '../../config/settings';
import { EngineError } from '../../errors';
import type { Clock } from '../../ports';
import { quoteIdentifier } from '../../sql/names/quote';
import { MessageError } from '../session/message-query';
import type { Session } from '../session/session';
import { openMaintenance, type ServerAccess } from './maintenance-session';

/**
 * Makes a database as the server's defaults say: owned by the role that connects, a copy of template1. That it is there
 * meanwhile is no failure. Throws PRIVILEGE_MISSING, SERVER_REFUSED and the errors of connecting.
 */
export async function createDatabase(
  { database, user }: Pick<ServerDatabase, 'database' | 'user'>,
  access: ServerAccess,
): Promise<'created' | 'exists'> {
  const session = await openMaintenance(access);
  try {
    return await copyTemplate1(session, database, access.clock);
  } catch (error) {
    throw error instanceof MessageError ? describeRefusal(error, database, user) : error;
  } finally {
    await session.close();
  }
}

/** Makes a database from template1, which others may be connected to for a moment. Throws MessageError. */
export async function copyTemplate1(session: Session, name: string, clock: Clock): Promise<'created' | 'exists'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.send({ text: `CREATE DATABASE ${quoteIdentifier(name)}` });
      return 'created';
    } catch (error) {
      const { code = '' } = error instanceof MessageError ? error.serverError : {};
      if (existsCodes.has(code)) return 'exists';
      if (code !== templateInUse || attempt === maxAttempts) throw error;
      await clock.sleep(pauseMs * (0.5 + clock.random()));
    }
  }
}

/** duplicate_database, and unique_violation of its catalog: somebody else was faster. */
const existsCodes: ReadonlySet<string> = new Set(['42P04', '23505']);

/** object_in_use: somebody is connected to template1, as when several databases are made at once through it. */
const templateInUse = '55006';
/** The server itself waits five seconds each time for the others to leave. */
const maxAttempts = 3;
const pauseMs = 200;

function describeRefusal(error: MessageError, database: string, user: string): EngineError {
  const [name, role] = [quoteIdentifier(database), quoteIdentifier(user)];
  if (error.serverError.code === '42501') {
    return new EngineError('PRIVILEGE_MISSING', `"${user}" may not create the database "${database}".`, {
      hint: `Run as a superuser: CREATE DATABASE ${name} OWNER ${role}; or: ALTER ROLE ${role} CREATEDB;`,
      cause: error,
    });
  }
  const reason = error.message.replace(/\.$/, '');
  return new EngineError('SERVER_REFUSED', `The database "${database}" cannot be created: ${reason}.`, {
    hint: `Create it by hand: CREATE DATABASE ${name} OWNER ${role};`,
    cause: error,
  });
}

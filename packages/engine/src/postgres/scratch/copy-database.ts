import { quoteIdentifier } from '../../sql/names/quote';
import { accepts } from '../session/accepts';
import { MessageError } from '../session/message-query';
import type { Session } from '../session/session';

/** A copy that the server makes by itself. */
export interface DatabaseCopy {
  readonly name: string;
  readonly copyOf: string;
  readonly serverVersion: number;
}

/**
 * Makes a database as a copy of another of the server: its files are copied, on 18 and later by cloning where the file
 * system can, which takes no room. Nobody may be connected to that one. Throws MessageError.
 */
export async function copyDatabase(session: Session, copy: DatabaseCopy): Promise<void> {
  // A server that was built for a system that cannot clone does not take it.
  if (copy.serverVersion >= hasCloneVersion && (await accepts(session, "SET file_copy_method = 'clone'"))) {
    try {
      return await createFrom(session, copy);
    } catch (error) {
      if (!(error instanceof MessageError) || !isOfFiles(error)) throw error;
      await session.send({ text: "SET file_copy_method = 'copy'" });
    }
  }
  await createFrom(session, copy);
}

/** Of the setting `file_copy_method`. */
const hasCloneVersion = 180_000;
/** Of the option STRATEGY; before it, files are what was copied. */
const hasStrategyVersion = 150_000;

async function createFrom(session: Session, { name, copyOf, serverVersion }: DatabaseCopy): Promise<void> {
  const strategy = serverVersion >= hasStrategyVersion ? ' STRATEGY FILE_COPY' : '';
  await session.send({
    text: `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE ${quoteIdentifier(copyOf)}${strategy}`,
  });
}

/** What the file system says, not the server: it cannot clone, or not from this folder into that. */
function isOfFiles({ serverError: { code = '' } }: MessageError): boolean {
  return code.startsWith('58') || code.startsWith('XX') || code === '0A000' || code === '22023';
}

import { EngineError } from '../../errors';
import { MessageError } from '../../postgres/session/message-query';
import type { Session } from '../../postgres/session/session';
import { readDump } from './read-dump';

/** Statements of a plain dump go in messages of about this size. */
const maxBatchLength = 256 * 1024;

/**
 * Runs a plain dump of pg_dump in a session, as it comes. What a newer pg_dump sets that this server does not know is left
 * out. Throws COPY_FAILED with the statement, EXTENSION_MISSING.
 */
export async function feedDump(pieces: AsyncIterable<Buffer>, session: Session): Promise<void> {
  let batch: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    const statements = batch;
    batch = [];
    length = 0;
    if (statements.length > 0) await send(session, statements);
  };
  for await (const part of readDump(pieces)) {
    if (part.kind === 'copy') {
      await flush();
      await send(session, [part.text], part.data);
    } else if (!isOfNewer(part.text)) {
      batch.push(part.text);
      length += part.text.length;
      if (length > maxBatchLength) await flush();
    }
  }
  await flush();
}

/** `transaction_timeout` is of 17; an attribute `pg_attver` is no option of a table, but of a catalog that was mended. */
function isOfNewer(statement: string): boolean {
  return /^SET transaction_timeout\b/.test(statement) || /\bSET \(pg_attver=\d+\)$/.test(statement);
}

async function send(session: Session, statements: readonly string[], data?: AsyncIterable<Buffer>): Promise<void> {
  let completed = 0;
  try {
    await session.send({
      text: statements.join(';\n'),
      rows: 'discarded',
      ...(data && { copyData: [data] }),
      onCompletion: (count) => {
        completed = count;
      },
    });
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw describe(error, statements[Math.min(Math.max(completed, error.completed), statements.length - 1)] ?? '');
  }
}

const maxShownLength = 300;

function describe(error: MessageError, statement: string): EngineError {
  const { code: sqlState } = error.serverError;
  const shown = statement.length <= maxShownLength ? statement : `${statement.slice(0, maxShownLength)}…`;
  const message = `The copy cannot be restored: ${error.message} (SQLSTATE ${sqlState}).\n${shown}`;
  if (/extension ".*" is not available|could not open extension control file/.test(error.message)) {
    return new EngineError('EXTENSION_MISSING', message, {
      hint: 'The embedded server has no such extension: let the server itself make the copy, while nobody is connected to the database.',
      fields: { sqlState },
      cause: error,
    });
  }
  return new EngineError('COPY_FAILED', message, {
    hint: 'Let the server itself make the copy, while nobody is connected to the database.',
    fields: { sqlState },
    cause: error,
  });
}

import type { ParsedScript } from '../../migrations/migration';
import type { ServerError } from '../../postgres/session/server-error';
import type { Statement } from '../../sql/statements/statement';
import { nextToken, openTokens } from '../../sql/statements/tokens';
import { type CopyRow, locateCopyRow, parseCopyContext } from '../../sql/text/copy-row';
import { type Location, locateOffset, locateServerPosition } from '../../sql/text/positions';
import type { ComposedMessage } from '../script/script-message';

/** The message that failed, as far as its places go. */
export interface SentScript {
  readonly script: ParsedScript | undefined;
  readonly message: ComposedMessage;
  /** Statements of the script that the message holds; all of them by default. */
  readonly statements?: readonly Statement[];
  /** Where the message's script begins in the file, when it is a part of it. */
  readonly startsAt?: Location;
  /** Where the statement is that failed, when the server names no position and the text is not in memory. */
  readonly fallback?: Location;
  /** Where the data of its COPY begins, when the text is not in memory. */
  readonly copyDataAt?: Location;
}

/** What of a script failed, and where in its file. */
export type FailurePlace =
  /** Nothing of the script: what we wrote around it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'statement'; readonly location: Location }
  /** The script ends within a statement; the server points behind it, at what we wrote. */
  | { readonly kind: 'end-of-input'; readonly location: Location }
  /** A row of COPY data. */
  | { readonly kind: 'copy-row'; readonly location: Location; readonly row: CopyRow }
  /** A deferred constraint, checked after the last statement, where that ends; unknown when the text is not in memory. */
  | { readonly kind: 'deferred'; readonly location: Location | undefined };

/**
 * What a server's error is about. Without a position from the server (a constraint, a division by zero) it is the
 * statement that had begun. Pure.
 */
export function locateFailure(error: ServerError, completed: number, sent: SentScript): FailurePlace {
  const { message } = sent;
  if (completed === message.statementsBeforeDeferred) return { kind: 'deferred', location: endOf(sent) };
  if (message.script === '') return { kind: 'none' };
  return locateByPosition(error, sent) ?? locateByCount(error, completed, sent);
}

function locateByPosition(error: ServerError, sent: SentScript): FailurePlace | undefined {
  const { message } = sent;
  const position = Number(error.position ?? 0) - [...message.before].length;
  const length = [...message.script].length;
  if (position < 1) return undefined;
  if (position <= length) {
    return { kind: 'statement', location: locateInPart(message.script, position, sent) };
  }
  const isNextToken = message.after.slice(0, position - length - 1).trim() === '';
  return isNextToken && error.code === syntaxError ? locateEnd(sent) : undefined;
}

const syntaxError = '42601';

function locateEnd(sent: SentScript): FailurePlace {
  const { message, script, statements = script?.statements ?? [] } = sent;
  const text = script?.script.text;
  const last = statements.at(-1);
  if (!text || !last) {
    const written = message.script.trimEnd();
    return { kind: 'end-of-input', location: locateInPart(written, [...written].length + 1, sent) };
  }
  // A part is sent without its semicolon.
  const kind = nextToken(openTokens(text, last.end)) === 'semicolon' ? 'statement' : 'end-of-input';
  return { kind, location: locateOffset(text, last.end) };
}

function endOf({ script, statements = script?.statements ?? [] }: SentScript): Location | undefined {
  const text = script?.script.text;
  const last = statements.at(-1);
  return text && last && locateOffset(text, last.end);
}

function locateInPart(part: string, position: number, { startsAt }: SentScript): Location {
  const place = locateServerPosition(part, position);
  if (!startsAt) return place;
  return {
    line: place.line + startsAt.line - 1,
    column: place.line === 1 ? place.column + startsAt.column - 1 : place.column,
  };
}

function locateByCount(error: ServerError, completed: number, sent: SentScript): FailurePlace {
  const { script, message, statements = script?.statements ?? [], fallback, copyDataAt } = sent;
  const text = script?.script.text;
  const statement = statements[completed - message.statementsBefore];
  const row = parseCopyContext(error.where);
  if (row && text && statement?.copyData) {
    return { kind: 'copy-row', location: locateCopyRow(text, statement.copyData, row), row };
  }
  if (row && copyDataAt) {
    return { kind: 'copy-row', location: { line: copyDataAt.line + row.line - 1, column: 1 }, row };
  }
  const location = text && statement ? locateOffset(text, statement.start) : fallback;
  return location ? { kind: 'statement', location } : { kind: 'none' };
}

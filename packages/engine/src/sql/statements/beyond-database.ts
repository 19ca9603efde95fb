import type { Statement } from './statement';
import { nextToken, openTokens, type TokenCursor, upperWord } from './tokens';

/** What all databases of a server share. */
const shared: ReadonlySet<string> = new Set(['DATABASE', 'GROUP', 'PARAMETER', 'ROLE', 'SYSTEM', 'TABLESPACE', 'USER']);

/**
 * Whether a statement changes what is the server's and not the database's that it is run in: roles and who is a member of
 * which, databases, tablespaces, settings. What a function does is not seen; of a DO block, the words tell. Pure.
 */
export function reachesBeyondDatabase(text: Buffer, { start, end, words }: Statement): boolean {
  const [verb = '', object = '', third = ''] = words;
  switch (verb) {
    case 'CREATE':
    case 'ALTER':
    case 'DROP':
      return (shared.has(object) && third !== 'MAPPING') || (object === 'OWNED' && verb === 'DROP');
    case 'REASSIGN':
      return true;
    case 'COMMENT':
      return shared.has(third);
    case 'GRANT':
    case 'REVOKE':
      return isOfServer(openTokens(text.subarray(0, end), start));
    case 'DO':
      return saysSo(text.toString('utf8', start, end));
    default:
      return false;
  }
}

/** `GRANT a TO b`, `GRANT CONNECT ON DATABASE …`: without ON, a role is given to another. */
function isOfServer(cursor: TokenCursor): boolean {
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    if (kind !== 'word' || upperWord(cursor) !== 'ON') continue;
    return nextToken(cursor) === 'word' && shared.has(upperWord(cursor));
  }
  return true;
}

const change =
  /\b(?:create|alter|drop)\s+(?:database|group|role|tablespace|user(?!\s+mapping\b))\b|\balter\s+system\b/i;
const membership = /\b(?:grant|revoke)\b(?:(?!\bon\b)[^;])*?\b(?:to|from)\b/i;

/** True in case of doubt. */
function saysSo(block: string): boolean {
  return change.test(block) || membership.test(block);
}

import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';

/** What these make, change or drop is no part of a database's schema, or is data. */
const besideSchema: ReadonlySet<string> = new Set([
  'DATABASE',
  'GROUP',
  'OWNED',
  'ROLE',
  'SUBSCRIPTION',
  'SYSTEM',
  'TABLESPACE',
  'USER',
]);

/** Statements that leave nothing behind, whatever they name. */
const traceless: ReadonlySet<string> = new Set(['ANALYZE', 'LISTEN', 'LOCK', 'NOTIFY', 'RESET', 'SET', 'SHOW']);

/**
 * Whether a script may change something that no comparison of schemas shows: rows, roles, settings of the server. A shadow
 * has no rows, so it cannot tell. Pure; true in case of doubt.
 */
export function mayChangeMore({ script, statements, mode }: ParsedScript): boolean {
  const { text } = script;
  if (mode === 'batches' || text === undefined) return true;
  return statements.some((statement) => !isHarmless(text, statement));
}

function isHarmless(text: Buffer, statement: Statement): boolean {
  const [verb = '', object = ''] = statement.words;
  switch (verb) {
    case 'SELECT':
    case 'TABLE':
    case 'VALUES':
      // A function may do anything.
      return !text.toString('latin1', statement.start, statement.end).includes('(');
    case 'ALTER':
      return !besideSchema.has(object) && !statement.words.includes('RESTART');
    case 'CREATE':
    case 'DROP':
      return !besideSchema.has(object);
    case 'COMMENT':
      return true;
    case 'GRANT':
    case 'REVOKE':
      // Without it, a role is given to another.
      return statement.words.includes('ON');
    default:
      return traceless.has(verb);
  }
}

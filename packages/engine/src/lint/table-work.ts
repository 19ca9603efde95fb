import { readNameAt } from './names';
import { type StatementView, type Target, tableTarget } from './rule';
import { closingOf, hasWords, skipWords, type Token } from './tokens';

/** Work on the rows of a table, which lasts as long as there are rows. */
export interface TableWork {
  readonly target: Target;
  /** As `UPDATE`, `VALIDATE CONSTRAINT`. */
  readonly what: string;
  /** Whether it locks every row of the table. */
  readonly locksAllRows: boolean;
}

/** What stands between these verbs and their table. */
const intoWords: Readonly<Record<string, string | undefined>> = { UPDATE: undefined, DELETE: 'FROM', MERGE: 'INTO' };

function isVerb(word: string | undefined): word is string {
  return word !== undefined && Object.hasOwn(intoWords, word);
}

/** The verb of a query that begins with WITH, or else the first of its parts `AS (UPDATE …)`. */
function findVerb(tokens: readonly Token[]): number {
  // Behind another verb `UPDATE` is something else: ON CONFLICT DO UPDATE, SELECT … FOR UPDATE.
  const isAnyVerb = (word: string | undefined) => isVerb(word) || word === 'SELECT' || word === 'INSERT';
  const main = tokens.findIndex(({ depth, word }) => depth === 0 && isAnyVerb(word));
  if (isVerb(tokens[main]?.word)) return main;
  return tokens.findIndex(({ depth, word }, at) => depth === 1 && isVerb(word) && tokens[at - 1]?.kind === 'open');
}

/** The rows that UPDATE, DELETE, MERGE and VALIDATE CONSTRAINT go through; undefined for other statements. */
export function findTableWork({ tokens, alterTable }: StatementView): TableWork | undefined {
  if (alterTable?.actions.some((action) => hasWords(action, 0, 'VALIDATE', 'CONSTRAINT'))) {
    const { table, only, ifExists } = alterTable;
    return {
      target: tableTarget(table, { children: only ? 'none' : 'inherited', ifExists }),
      what: 'VALIDATE CONSTRAINT',
      locksAllRows: false,
    };
  }
  const start = tokens[0]?.word === 'WITH' ? findVerb(tokens) : 0;
  const verb = tokens[start]?.word;
  if (!isVerb(verb)) return undefined;
  const into = intoWords[verb];
  const afterVerb = into === undefined ? start + 1 : skipWords(tokens, start + 1, into);
  const afterOnly = skipWords(tokens, afterVerb, 'ONLY');
  const table = readNameAt(tokens, afterOnly)?.name;
  if (!table) return undefined;
  const isInside = tokens[start - 1]?.kind === 'open';
  const part = tokens.slice(start, isInside ? closingOf(tokens, start - 1) : undefined);
  const isNarrowed = part.some(({ word, depth }) => word === 'WHERE' && depth === tokens[start]?.depth);
  const locksAllRows = verb !== 'MERGE' && !isNarrowed;
  return {
    target: tableTarget(table, { children: afterOnly > afterVerb ? 'none' : 'inherited' }),
    what: verb,
    locksAllRows,
  };
}

import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';
import { readSearchPath } from '../session/search-path';
import { foldName, readNameAt } from './names';
import { hasWords, readTokens, type Token } from './tokens';

/** A table that a script makes, and that must not be there before it. */
export interface MadeTable {
  /** The migration. */
  readonly id: string;
  /** Undefined: where the search path makes tables. */
  readonly schema: string | undefined;
  readonly name: string;
}

/**
 * The tables that scripts make in a row with a plain CREATE TABLE, so that one which is there already makes them fail.
 * Not those that were made, dropped or renamed before, nor what follows a statement that may do that unseen.
 */
export function collectMadeTables(
  scripts: readonly { readonly id: string; readonly script: ParsedScript }[],
): readonly MadeTable[] {
  const made: MadeTable[] = [];
  const touched = new Set<string>();
  for (const { id, script } of scripts) {
    const { text } = script.script;
    // A large script is not in memory; it may do anything.
    if (text === undefined) return made;
    let hasOwnPath = false;
    for (const statement of script.statements) {
      if (!mayMatter(statement)) continue;
      const tokens = readTokens(text, statement);
      if (mayHide(statement, text)) return made;
      if (readSearchPath(tokens).kind !== 'none') hasOwnPath = true;
      for (const name of readDropped(tokens)) touched.add(name);
      const table = readMade(tokens);
      if (!table) continue;
      const isCertain = !touched.has(table.name) && !(hasOwnPath && table.schema === undefined);
      if (isCertain) made.push({ id, ...table });
      touched.add(table.name);
    }
  }
  return made;
}

function mayMatter({ words: [first = ''] }: Statement): boolean {
  return ['ALTER', 'CALL', 'CREATE', 'DO', 'DROP', 'RESET', 'SELECT', 'SET'].includes(first);
}

/** Whether a statement may take a table away without naming it where it is looked for. */
function mayHide({ words, start, end }: Statement, text: Buffer): boolean {
  switch (words[0]) {
    case 'CALL':
      return true;
    case 'DO':
      return /\b(?:drop|rename|alter|execute|call)\b/i.test(text.toString('latin1', start, end));
    case 'ALTER':
      return words.includes('RENAME') || words.includes('SCHEMA');
    case 'DROP':
      return words[1] === 'SCHEMA' || words[1] === 'OWNED' || words[1] === 'EXTENSION';
    default:
      return false;
  }
}

function readMade(tokens: readonly Token[]): Omit<MadeTable, 'id'> | undefined {
  const at = tokens.findIndex(({ word }, index) => index > 0 && index < 3 && word === 'TABLE');
  const isKept = hasWords(tokens, 0, 'CREATE') && (at === 1 || (at === 2 && tokens[1]?.word === 'UNLOGGED'));
  if (!isKept || hasWords(tokens, at + 1, 'IF')) return undefined;
  const read = readNameAt(tokens, at + 1);
  const parts = tokens
    .slice(at + 1, read?.next ?? at + 1)
    .filter(({ source }) => source !== '.')
    .map(foldName);
  const [schema, name, ...more] = parts.length === 1 ? [undefined, ...parts] : parts;
  return name === undefined || more.length > 0 ? undefined : { schema, name };
}

/** Last parts of the names behind DROP: a view that goes may leave its name to a table. */
function readDropped(tokens: readonly Token[]): readonly string[] {
  if (!hasWords(tokens, 0, 'DROP')) return [];
  return tokens.filter(({ kind }) => kind === 'word' || kind === 'quoted-identifier').map(foldName);
}

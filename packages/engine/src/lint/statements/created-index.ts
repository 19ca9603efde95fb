import { foldName, type Name, readNameAt } from './names';
import { closingOf, findWords, hasWords, skipWords, splitAtCommas, type Token } from './tokens';

/** CREATE INDEX, taken apart. */
export interface CreatedIndex {
  /** Undefined when PostgreSQL is to choose it. */
  readonly name: Name | undefined;
  readonly table: Name;
  readonly unique: boolean;
  readonly concurrently: boolean;
  readonly ifNotExists: boolean;
  readonly only: boolean;
  /** Its plain columns; an expression is in none. */
  readonly columns: readonly string[];
}

/** The parts of a CREATE INDEX; undefined for any other statement. */
export function parseCreatedIndex(tokens: readonly Token[]): CreatedIndex | undefined {
  const afterUnique = skipWords(tokens, 1, 'UNIQUE');
  if (!hasWords(tokens, 0, 'CREATE') || !hasWords(tokens, afterUnique, 'INDEX')) return undefined;
  const afterConcurrently = skipWords(tokens, afterUnique + 1, 'CONCURRENTLY');
  const afterIf = skipWords(tokens, afterConcurrently, 'IF', 'NOT', 'EXISTS');
  const name = hasWords(tokens, afterIf, 'ON') ? undefined : readNameAt(tokens, afterIf);
  const on = name?.next ?? afterIf;
  const afterOnly = skipWords(tokens, on + 1, 'ONLY');
  const table = readNameAt(tokens, afterOnly);
  if (!hasWords(tokens, on, 'ON') || !table) return undefined;
  return {
    name: name?.name,
    table: table.name,
    unique: afterUnique > 1,
    concurrently: afterConcurrently > afterUnique + 1,
    ifNotExists: afterIf > afterConcurrently,
    only: afterOnly > on + 1,
    columns: readColumns(tokens, table.next),
  };
}

function readColumns(tokens: readonly Token[], from: number): readonly string[] {
  const open = tokens.findIndex(({ kind, depth }, index) => index >= from && kind === 'open' && depth === 0);
  if (open < 0 || findWords(tokens, ['USING'], from) > open) return [];
  return splitAtCommas(tokens.slice(open + 1, closingOf(tokens, open))).flatMap(([first]) =>
    first && (first.kind === 'word' || first.kind === 'quoted-identifier') ? [foldName(first)] : [],
  );
}

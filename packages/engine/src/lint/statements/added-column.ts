import { foldName, type Name, readNameAt } from './names';
import { closingOf, findWords, hasWords, skipWords, type Token, textOf } from './tokens';

/** A column that ALTER TABLE adds, taken apart. */
export interface AddedColumn {
  readonly name: string;
  readonly ifNotExists: boolean;
  /** As it is written, with arguments. */
  readonly type: string;
  /** Tokens of its default; undefined when it has none. */
  readonly default: readonly Token[] | undefined;
  /** `virtual` columns are computed when they are read. */
  readonly generated: 'stored' | 'virtual' | 'identity' | undefined;
  /** Whether it has a check that is looked at; NOT ENFORCED is none. */
  readonly check: boolean;
  readonly unique: boolean;
  readonly notNull: boolean;
  /** The table to which it refers, and whether that is looked at. */
  readonly references: { readonly table: Name; readonly enforced: boolean } | undefined;
}

/** What begins a constraint after the type of a column. */
const constraintWords = new Set([
  ...['CONSTRAINT', 'NOT', 'NULL', 'CHECK', 'DEFAULT', 'GENERATED', 'UNIQUE', 'PRIMARY', 'REFERENCES'],
  ...['DEFERRABLE', 'INITIALLY', 'COLLATE', 'STORAGE', 'COMPRESSION', 'OPTIONS'],
]);

/** What ADD begins when it does not begin a column. */
const tableConstraints = new Set(['CONSTRAINT', 'CHECK', 'UNIQUE', 'PRIMARY', 'FOREIGN', 'EXCLUDE', 'NOT']);

/** The column of `ADD [COLUMN] …`; undefined for any other action. */
export function parseAddedColumn(action: readonly Token[]): AddedColumn | undefined {
  if (!hasWords(action, 0, 'ADD')) return undefined;
  const afterWord = skipWords(action, 1, 'COLUMN');
  if (afterWord === 1 && tableConstraints.has(action[1]?.word ?? '')) return undefined;
  const afterIf = skipWords(action, afterWord, 'IF', 'NOT', 'EXISTS');
  const name = action[afterIf];
  if (!name) return undefined;
  const definition = action.slice(afterIf + 1);
  const typeEnd = nextConstraint(definition, 1);
  const constraints = definition.slice(typeEnd);
  return {
    name: foldName(name),
    ifNotExists: afterIf > afterWord,
    type: textOf(definition.slice(0, typeEnd)),
    default: readDefault(constraints),
    generated: readGenerated(constraints),
    check: eachConstraint(constraints).some((one) => one[0]?.word === 'CHECK' && isEnforced(one)),
    unique: findWords(constraints, ['UNIQUE']) >= 0 || findWords(constraints, ['PRIMARY', 'KEY']) >= 0,
    notNull: eachConstraint(constraints).some(
      (one) => hasWords(one, 0, 'NOT', 'NULL') || hasWords(one, 0, 'PRIMARY', 'KEY'),
    ),
    references: readReferences(constraints),
  };
}

/** What follows CHECK, NOT NULL and the like, up to the next of them; NOT ENFORCED belongs to the one before it. */
function eachConstraint(constraints: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [];
  for (const [at, token] of constraints.entries()) {
    const begins = token.depth === 0 && constraintWords.has(token.word ?? '') && !continuesConstraint(constraints, at);
    if (begins || parts.length === 0) parts.push([token]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** NOT ENFORCED, NOT DEFERRABLE, SET NULL, SET DEFAULT, BY DEFAULT, and the NULL of NOT NULL. */
function continuesConstraint(constraints: readonly Token[], at: number): boolean {
  const before = constraints[at - 1]?.word;
  const isOfBefore = before === 'SET' || before === 'BY' || before === 'NOT' || before === 'DEFAULT';
  return isOfBefore || hasWords(constraints, at, 'NOT', 'ENFORCED') || hasWords(constraints, at, 'NOT', 'DEFERRABLE');
}

function isEnforced(constraint: readonly Token[]): boolean {
  return findWords(constraint, ['NOT', 'ENFORCED']) < 0;
}

function readReferences(constraints: readonly Token[]): AddedColumn['references'] {
  const reference = eachConstraint(constraints).find(([first]) => first?.word === 'REFERENCES');
  const table = reference && readNameAt(reference, 1)?.name;
  return table && { table, enforced: isEnforced(reference) };
}

function nextConstraint(tokens: readonly Token[], from: number): number {
  const found = tokens.findIndex(
    ({ depth, word }, index) => index >= from && depth === 0 && constraintWords.has(word ?? ''),
  );
  return found < 0 ? tokens.length : found;
}

function readDefault(constraints: readonly Token[]): readonly Token[] | undefined {
  const at = findWords(constraints, ['DEFAULT']);
  // `ON DELETE SET DEFAULT` of a reference is no default of the column.
  if (at < 0 || constraints[at - 1]?.word === 'SET' || constraints[at - 1]?.word === 'BY') return undefined;
  // The first token is the expression's, also when it is NULL.
  return constraints.slice(at + 1, nextConstraint(constraints, at + 2));
}

function readGenerated(constraints: readonly Token[]): AddedColumn['generated'] {
  const at = findWords(constraints, ['GENERATED']);
  if (at < 0) return undefined;
  const as = findWords(constraints, ['AS'], at);
  if (constraints[as + 1]?.word === 'IDENTITY') return 'identity';
  const afterExpression = closingOf(constraints, as + 1) + 1;
  return constraints[afterExpression]?.word === 'STORED' ? 'stored' : 'virtual';
}

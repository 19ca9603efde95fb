import { parseAddedConstraint } from './added-constraint';
import { parseCreatedIndex } from './created-index';
import { foldName, lastPart, type Name, readNameAt, siblingOf } from './names';
import type { StatementView } from './rule';
import { readSearchPath } from './search-path';
import { findWords, hasWords, skipWords, splitAtCommas, type Token } from './tokens';

/** An index that the run itself makes. */
export interface MadeIndex {
  readonly table: Name;
  readonly columns: readonly string[];
}

/** What the statements before one have changed, as far as later ones depend on it. */
export interface RunState {
  /** The search_path that the script has set; undefined: the session's own. */
  readonly searchPath: () => string | undefined;
  /** The name that the table has in the database before the run. */
  readonly originalOf: (name: Name) => Name;
  /** Whether the run makes a table of that name; `anew` when it drops one first. */
  readonly madeTable: (name: Name) => 'no' | 'made' | 'anew';
  readonly madeIndex: (name: Name) => MadeIndex | undefined;
  /** Whether the run makes sure that no row has null there; `inDatabase`: names of checks that are there, not validated. */
  readonly isFilled: (table: Name, column: string, inDatabase: readonly string[]) => boolean;
  /** Takes note of a statement. */
  readonly follow: (statement: StatementView) => void;
  /** What a script has set ends with it. */
  readonly endScript: () => void;
}

/** The state before the first statement of a run. */
export function openRunState(): RunState {
  const originals = new Map<string, Name>();
  const made = new Map<string, 'made' | 'anew'>();
  const dropped = new Set<string>();
  const indexes = new Map<string, MadeIndex>();
  /** Columns of checks `column IS NOT NULL` that the run adds, by table and constraint. */
  const checks = new Map<string, string>();
  const validated = new Set<string>();
  const filled = new Set<string>();
  let path: string | undefined;

  const of = (...parts: readonly string[]) => JSON.stringify(parts);
  const followAction = (table: Name, action: readonly Token[]): void => {
    const { key } = originals.get(table.key) ?? table;
    const constraint = parseAddedConstraint(action);
    if (constraint?.filledColumn !== undefined && constraint.name !== undefined) {
      checks.set(of(key, constraint.name), constraint.filledColumn);
      if (!constraint.notValid) filled.add(of(key, constraint.filledColumn));
    }
    if (hasWords(action, 0, 'VALIDATE', 'CONSTRAINT') && action[2]) {
      const name = foldName(action[2]);
      validated.add(of(key, name));
      const column = checks.get(of(key, name));
      if (column !== undefined) filled.add(of(key, column));
    }
    const column = skipWords(action, 1, 'COLUMN');
    if (hasWords(action, 0, 'ALTER') && hasWords(action, column + 1, 'SET', 'NOT', 'NULL') && action[column]) {
      filled.add(of(key, foldName(action[column])));
    }
    const renamed = hasWords(action, 0, 'RENAME', 'TO') ? readNameAt(action, 2)?.name : undefined;
    if (renamed) {
      const sibling = siblingOf(table, renamed);
      originals.set(sibling.key, originals.get(table.key) ?? table);
      const how = made.get(table.key);
      made.delete(table.key);
      dropped.add(table.key);
      if (how) made.set(sibling.key, how);
      else made.delete(sibling.key);
      dropped.delete(sibling.key);
    }
  };

  return {
    searchPath: () => path,
    originalOf: (name) => originals.get(name.key) ?? name,
    madeTable: ({ key }) =>
      made.get(key) ?? ([...made.keys()].some((each) => lastPart(each) === lastPart(key)) ? 'made' : 'no'),
    madeIndex: ({ key }) => indexes.get(key) ?? indexes.get(lastPart(key)),
    isFilled: ({ key }, column, inDatabase) =>
      filled.has(of(key, column)) || inDatabase.some((name) => validated.has(of(key, name))),
    follow: (statement) => {
      const { tokens, alterTable } = statement;
      const change = readSearchPath(tokens);
      if (change.kind !== 'none') path = change.kind === 'set' ? change.value : undefined;
      for (const name of readCreated(tokens)) made.set(name.key, dropped.has(name.key) ? 'anew' : 'made');
      for (const name of readDropped(tokens)) {
        dropped.add(name.key);
        made.delete(name.key);
      }
      const index = parseCreatedIndex(tokens);
      if (index?.name) indexes.set(lastPart(index.name.key), { table: index.table, columns: index.columns });
      for (const action of alterTable?.actions ?? [])
        followAction(alterTable?.table ?? { key: '', written: '' }, action);
    },
    endScript: () => {
      path = undefined;
    },
  };
}

/** CREATE … TABLE and CREATE MATERIALIZED VIEW. */
function readCreated(tokens: readonly Token[]): readonly Name[] {
  if (tokens[0]?.word !== 'CREATE') return [];
  const table = tokens.findIndex(({ word }, index) => index < 4 && word === 'TABLE');
  const view = hasWords(tokens, 1, 'MATERIALIZED', 'VIEW') ? 2 : -1;
  const at = Math.max(table, view);
  if (at < 0) return [];
  const read = readNameAt(tokens, skipWords(tokens, at + 1, 'IF', 'NOT', 'EXISTS'));
  return read ? [read.name] : [];
}

function readDropped(tokens: readonly Token[]): readonly Name[] {
  const isView = hasWords(tokens, 0, 'DROP', 'MATERIALIZED', 'VIEW');
  if (!isView && !hasWords(tokens, 0, 'DROP', 'TABLE')) return [];
  const names = tokens.slice(skipWords(tokens, isView ? 3 : 2, 'IF', 'EXISTS'));
  const end = findWords(names, ['CASCADE']);
  return splitAtCommas(end < 0 ? names : names.slice(0, end)).flatMap((part) => readNameAt(part, 0)?.name ?? []);
}

import type { StatementView } from './rule';
import { readSearchPath } from './session/search-path';
import { readTimeZone } from './session/time-zone';
import { parseAddedConstraint } from './statements/added-constraint';
import { parseCreatedIndex } from './statements/created-index';
import { openMadeFunctions } from './statements/made-functions';
import { foldName, lastPart, type Name, readNameAt, siblingOf } from './statements/names';
import { findWords, hasWords, readTokens, skipWords, splitAtCommas, type Token } from './statements/tokens';
import type { CheckFacts } from './table-catalog';
import { readSelectInto } from './work/select-into';

/** An index that the run itself makes. */
export interface MadeIndex {
  readonly table: Name;
  readonly columns: readonly string[];
}

/** What the statements before one have changed, as far as later ones depend on it. */
export interface RunState {
  /** The search_path that the script has set; undefined: the session's own. */
  readonly searchPath: () => string | undefined;
  /** The TimeZone that the script has set; undefined: the session's own. */
  readonly timeZone: () => string | undefined;
  /** The name that the table has in the database before the run. */
  readonly originalOf: (name: Name) => Name;
  /** Whether the run makes a table of that name; `anew` when it drops one first. */
  readonly madeTable: (name: Name) => 'no' | 'made' | 'anew';
  readonly madeIndex: (name: Name) => MadeIndex | undefined;
  /** Whether a function of that name may have been made, in whatever schema and release. */
  readonly mayHaveFunction: (name: Name) => boolean;
  /** Whether the run makes sure by SET NOT NULL that no row has null there. */
  readonly isSetNotNull: (table: Name, column: string) => boolean;
  /** What the valid checks of a table say: those that the run adds, and those in the database, validated there or by the run. */
  readonly validChecks: (table: Name, inDatabase: readonly CheckFacts[]) => readonly (readonly Token[])[];
  /** Takes note of a statement. */
  readonly follow: (statement: StatementView) => void;
  /** What a script has set ends with it. */
  readonly endScript: () => void;
  /** What was made is released: its tables hold rows from here on. What is known of rows stays known. */
  readonly endRelease: () => void;
}

/** A check that the run adds. */
interface AddedCheck {
  /** Key of its table, as it is called before the run. */
  readonly table: string;
  readonly name: string | undefined;
  readonly check: readonly Token[];
  readonly isValid: boolean;
}

/** The state before the first statement of a run. */
export function openRunState(): RunState {
  const originals = new Map<string, Name>();
  const made = new Map<string, 'made' | 'anew'>();
  const dropped = new Set<string>();
  const indexes = new Map<string, MadeIndex>();
  const checks: AddedCheck[] = [];
  const validated = new Set<string>();
  const filled = new Set<string>();
  const functions = openMadeFunctions();
  let path: string | undefined;
  let zone: string | undefined;

  const of = (...parts: readonly string[]) => JSON.stringify(parts);
  const followAction = (table: Name, action: readonly Token[]): void => {
    const { key } = originals.get(table.key) ?? table;
    const constraint = parseAddedConstraint(action);
    if (constraint?.kind === 'check') {
      const { name, check, notValid } = constraint;
      checks.push({ table: key, name, check, isValid: !notValid });
    }
    if (hasWords(action, 0, 'VALIDATE', 'CONSTRAINT') && action[2]) validated.add(of(key, foldName(action[2])));
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
    timeZone: () => zone,
    originalOf: (name) => originals.get(name.key) ?? name,
    madeTable: ({ key }) =>
      made.get(key) ?? ([...made.keys()].some((each) => lastPart(each) === lastPart(key)) ? 'made' : 'no'),
    madeIndex: ({ key }) => indexes.get(key) ?? indexes.get(lastPart(key)),
    mayHaveFunction: ({ key }) => functions.mayHave(key),
    isSetNotNull: ({ key }, column) => filled.has(of(key, column)),
    validChecks: ({ key }, inDatabase) => {
      const isValidated = (name: string | undefined) => name !== undefined && validated.has(of(key, name));
      return [
        ...inDatabase.filter((check) => check.validated || isValidated(check.name)).map(readExpression),
        ...checks
          .filter((one) => one.table === key && (one.isValid || isValidated(one.name)))
          .map(({ check }) => check),
      ];
    },
    follow: (statement) => {
      const { tokens, alterTable } = statement;
      functions.follow(tokens);
      const change = readSearchPath(tokens);
      if (change.kind !== 'none') path = change.kind === 'set' ? change.value : undefined;
      const zoned = readTimeZone(tokens);
      if (zoned.kind !== 'none') zone = zoned.kind === 'set' ? zoned.value : undefined;
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
      zone = undefined;
    },
    endRelease: () => {
      const nowOf = new Map([...originals].map(([now, { key }]) => [key, now]));
      if (nowOf.size > 0) {
        for (const [at, check] of checks.entries())
          checks[at] = { ...check, table: nowOf.get(check.table) ?? check.table };
        for (const known of [validated, filled]) rename(known, nowOf);
      }
      for (const kept of [originals, made, dropped]) kept.clear();
    },
  };
}

/** Parts of tables under the names that these have now. */
function rename(known: Set<string>, nowOf: ReadonlyMap<string, string>): void {
  const renamed = [...known].map((entry) => {
    const [table = '', part = ''] = JSON.parse(entry) as readonly string[];
    return JSON.stringify([nowOf.get(table) ?? table, part]);
  });
  known.clear();
  for (const entry of renamed) known.add(entry);
}

function readExpression({ expression }: CheckFacts): readonly Token[] {
  const text = Buffer.from(expression);
  return readTokens(text, { start: 0, end: text.length });
}

/** CREATE … TABLE, VIEW, MATERIALIZED VIEW and SEQUENCE, and SELECT … INTO. */
function readCreated(tokens: readonly Token[]): readonly Name[] {
  const into = tokens[0]?.word === 'SELECT' ? readSelectInto(tokens) : undefined;
  if (into) return [into];
  if (tokens[0]?.word !== 'CREATE') return [];
  const at = tokens.findIndex(({ word }, index) => index < 6 && createdKinds.has(word ?? ''));
  if (at < 0) return [];
  const read = readNameAt(tokens, skipWords(tokens, at + 1, 'IF', 'NOT', 'EXISTS'));
  return read ? [read.name] : [];
}

const createdKinds = new Set(['TABLE', 'VIEW', 'SEQUENCE']);

function readDropped(tokens: readonly Token[]): readonly Name[] {
  const kind = skipWords(tokens, 1, 'MATERIALIZED');
  if (tokens[0]?.word !== 'DROP' || !createdKinds.has(tokens[kind]?.word ?? '')) return [];
  const names = tokens.slice(skipWords(tokens, kind + 1, 'IF', 'EXISTS'));
  const end = findWords(names, ['CASCADE']);
  return splitAtCommas(end < 0 ? names : names.slice(0, end)).flatMap((part) => readNameAt(part, 0)?.name ?? []);
}

import type { IsolationLevel } from '../../sql/settings/isolation-level';
import { holdsWord } from '../../sql/settings/mentions-name';
import { onlySets, readSettings } from '../../sql/settings/read-settings';
import { readStatementTokens, unquoteToken } from '../../sql/settings/statement-tokens';
import { type ClassifiedStatement, findNewEnumValueUse } from '../../sql/statements/new-enum-value';
import type { Statement } from '../../sql/statements/statement';
import type { ScriptUnit } from '../migration';

/** A script that uses an enum value which it adds, in as few transactions as PostgreSQL allows. */
export interface EnumUnits {
  readonly units: readonly ScriptUnit[];
  /** The ALTER TYPE … ADD VALUE whose value is used. */
  readonly statement: Statement;
}

/**
 * The units of a script whose statements could be one transaction, but that uses a value of an enum which it adds: the
 * additions are committed first, and all the rest is one transaction. Where the script makes the type itself, what comes
 * before the addition is committed with it. Undefined when no new value is used.
 */
export function divideForEnum(
  text: Buffer,
  statements: readonly ClassifiedStatement[],
  isolation: IsolationLevel,
): EnumUnits | undefined {
  const use = findNewEnumValueUse(text, statements);
  if (use === undefined) return undefined;
  const isAddition = ({ kind }: ClassifiedStatement) => kind === 'enum-add-value';
  const statement = statements.slice(0, use).findLast(isAddition)?.statement;
  if (statement === undefined) return undefined;
  const groups = canComeFirst(text, statements)
    ? [additionsOf(text, statements), statements.filter((one) => !isAddition(one))]
    : cutAtUses(text, statements);
  const units = groups.map(
    (group): ScriptUnit => ({
      kind: 'transactional',
      statements: group.map((one) => one.statement),
      isolation,
      transaction: 'ours',
    }),
  );
  return { units, statement };
}

/** The additions, with the settings by which their names are looked up: these are made a second time in their place. */
function additionsOf(text: Buffer, statements: readonly ClassifiedStatement[]): readonly ClassifiedStatement[] {
  const last = statements.findLastIndex(({ kind }) => kind === 'enum-add-value');
  return statements
    .slice(0, last + 1)
    .filter(({ statement, kind }) => kind === 'enum-add-value' || onlySets(text, statement));
}

/** Whether nothing before the last addition makes, moves or renames its type, or gives the right to change it. */
function canComeFirst(text: Buffer, statements: readonly ClassifiedStatement[]): boolean {
  const last = statements.findLastIndex(({ kind }) => kind === 'enum-add-value');
  const before = statements.slice(0, last);
  const types = statements.flatMap(({ statement, kind }) =>
    kind === 'enum-add-value' ? readType(text, statement) : [],
  );
  let isAfterWork = false;
  for (const { statement, kind } of before) {
    if (kind === 'enum-add-value') continue;
    if (onlySets(text, statement)) {
      const changesRole = readSettings(text, statement).some(({ name }) => ofRole.has(name));
      if (changesRole && isAfterWork) return false;
      continue;
    }
    isAfterWork = true;
    if (mayMakeType(text, statement, types)) return false;
  }
  return true;
}

const ofRole: ReadonlySet<string> = new Set(['role', 'session_authorization']);

/** The name of the type, and of its schema where it is written. */
function readType(text: Buffer, statement: Statement): readonly string[] {
  const [name, dot, second] = readStatementTokens(text, statement, 5).slice(2);
  const parts = dot?.source === '.' ? [name, second] : [name];
  return parts.flatMap((part) => (part ? [unquoteToken(part)] : []));
}

/** Statements that make or change types, schemas, or what an extension brings; and code, when it names the type. */
function mayMakeType(text: Buffer, { start, end, words }: Statement, types: readonly string[]): boolean {
  const [verb, object] = words;
  const isNamed = () => types.some((type) => holdsWord(text.toString('utf8', start, end), type));
  switch (verb) {
    case 'CREATE':
    case 'ALTER':
    case 'DROP':
      if (object === 'EXTENSION' || object === 'OWNED') return true;
      return (object === 'TYPE' || object === 'SCHEMA' || object === 'DOMAIN') && isNamed();
    case 'DO':
    case 'CALL':
    case 'EXECUTE':
    case 'IMPORT':
      return isNamed();
    default:
      return false;
  }
}

/** The statements in their order, cut behind the additions that a later statement uses. */
function cutAtUses(
  text: Buffer,
  statements: readonly ClassifiedStatement[],
): readonly (readonly ClassifiedStatement[])[] {
  const groups: (readonly ClassifiedStatement[])[] = [];
  let rest = statements;
  for (;;) {
    const use = findNewEnumValueUse(text, rest);
    if (use === undefined) break;
    const cut = rest.slice(0, use).findLastIndex(({ kind }) => kind === 'enum-add-value') + 1;
    groups.push(rest.slice(0, cut));
    rest = [...rest.slice(0, cut).filter((one) => holdsForTransaction(text, one)), ...rest.slice(cut)];
  }
  return [...groups, rest];
}

/** SET LOCAL and its kin: their transaction was to be the whole script, so the next one makes them again. */
function holdsForTransaction(text: Buffer, { statement }: ClassifiedStatement): boolean {
  const settings = onlySets(text, statement) ? readSettings(text, statement) : [];
  return statement.words[1] === 'CONSTRAINTS'
    ? statement.words[0] === 'SET'
    : settings.length > 0 && settings.every(({ scope }) => scope === 'transaction');
}

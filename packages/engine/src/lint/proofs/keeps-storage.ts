import type { Effect, TypeChange } from '../rule';
import { type ColumnFacts, typeChangeKey } from '../table-catalog';

/**
 * What ALTER COLUMN … TYPE does to a column: nothing when each stored value is one of the new type, a scan when a check
 * or a foreign key over it is looked at again, an index build when one cannot be taken over, otherwise a rewrite. As
 * ATColumnChangeRequiresRewrite, CheckIndexCompatible and TryReuseForeignKey of PostgreSQL decide.
 */
export function effectOfTypeChange(column: ColumnFacts, change: TypeChange): Effect {
  // Nothing of it is stored.
  if (column.isVirtual) return column.isChecked ? 'scan' : 'none';
  const facts = column.typeChanges[typeChangeKey(change)];
  if (!facts?.isBinaryCoercible || facts.isChecking) return 'rewrite';
  // A domain's arguments are its own.
  const newType = facts.isDomain ? facts.newType : change.type;
  if (!widens(facts.newBase, facts.oldType, newType)) return 'rewrite';
  if (facts.rebuildsIndex) return 'index-build';
  return column.isChecked || facts.rechecksReference ? 'scan' : 'none';
}

/** Whether every value within the old limits is within the new ones; no arguments are no limit. */
function widens(base: string, oldType: string, newType: string): boolean {
  const before = readArguments(oldType);
  const after = readArguments(newType);
  if (base === 'interval') return widensInterval(oldType, newType);
  if (after.length === 0) return !limited.has(base) || before.length === 0 || (before[0] === 1 && !base.endsWith('[]'));
  const [oldFirst, oldScale = 0] = before;
  const [newFirst = 0, newScale = 0] = after;
  switch (base) {
    case 'character varying':
    case 'bit varying':
      return oldFirst !== undefined && newFirst >= oldFirst;
    case 'numeric':
      return oldFirst !== undefined && newFirst >= oldFirst && newScale === oldScale;
    case 'timestamp without time zone':
    case 'timestamp with time zone':
    case 'time without time zone':
    case 'time with time zone':
      return newFirst >= (oldFirst ?? finest);
    default:
      return newFirst === oldFirst && newScale === oldScale;
  }
}

/** Digits of a second that PostgreSQL keeps: a limit of as many limits nothing. */
const finest = 6;

/** Types that are of one character or bit when they are written without arguments. */
const limited = new Set(['character', 'bit', 'character[]', 'bit[]']);

/** The fields of an interval, the finest first. */
const fields = ['second', 'minute', 'hour', 'day', 'month', 'year'];

/** As interval_support decides: by the finest field, and where that is seconds by their digits. */
function widensInterval(oldType: string, newType: string): boolean {
  const before = finestField(oldType);
  const [newDigits = finest] = readArguments(newType);
  const [oldDigits = finest] = readArguments(oldType);
  return finestField(newType) <= before && (before > 0 || newDigits >= oldDigits);
}

function finestField(type: string): number {
  const named = [...type.toLowerCase().matchAll(/\b(second|minute|hour|day|month|year)\b/g)];
  return Math.max(0, fields.indexOf(named.at(-1)?.[1] ?? 'second'));
}

function readArguments(type: string): readonly number[] {
  const written = /\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\)/.exec(type);
  if (!written) return [];
  return written.slice(1).flatMap((argument) => (argument === undefined ? [] : [Number(argument)]));
}

import type { ColumnFacts } from './table-catalog';

/**
 * What ALTER COLUMN … TYPE does to a column: nothing when each stored value is one of the new type, a scan when a check
 * or an index over it is computed again, otherwise a rewrite. As ATColumnChangeRequiresRewrite of PostgreSQL decides,
 * except that timestamp to timestamptz, which is free in UTC only, counts as a rewrite.
 */
export function effectOfTypeChange(column: ColumnFacts, newType: string): 'none' | 'scan' | 'rewrite' {
  const facts = column.typeChanges[newType];
  if (!facts?.isBinaryCoercible || !widens(facts.newBase, readArguments(column.type), readArguments(newType))) {
    return 'rewrite';
  }
  const isSame = facts.oldBase === facts.newBase && sameArguments(column.type, newType);
  return column.isLeanedOn && !isSame ? 'scan' : 'none';
}

/** Whether every value within the old limits is within the new ones; no arguments are no limit. */
function widens(base: string, before: readonly number[], after: readonly number[]): boolean {
  if (after.length === 0) return unlimited.has(base) || before.length === 0;
  const [oldFirst, oldScale = 0] = before;
  const [newFirst = 0, newScale = 0] = after;
  if (oldFirst === undefined) return false;
  switch (base) {
    case 'character varying':
    case 'bit varying':
      return newFirst >= oldFirst;
    case 'numeric':
      return newFirst >= oldFirst && newScale === oldScale;
    case 'timestamp without time zone':
    case 'timestamp with time zone':
    case 'time without time zone':
    case 'time with time zone':
    case 'interval':
      return newFirst >= oldFirst;
    default:
      return newFirst === oldFirst && newScale === oldScale;
  }
}

/** Types that take everything when they are written without arguments; `character` means `character(1)`. */
const unlimited = new Set([
  ...['character varying', 'text', 'bit varying', 'numeric', 'interval'],
  ...['timestamp without time zone', 'timestamp with time zone', 'time without time zone', 'time with time zone'],
]);

function readArguments(type: string): readonly number[] {
  const written = /\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\)/.exec(type);
  if (!written) return [];
  return written.slice(1).flatMap((argument) => (argument === undefined ? [] : [Number(argument)]));
}

function sameArguments(before: string, after: string): boolean {
  return JSON.stringify(readArguments(before)) === JSON.stringify(readArguments(after));
}

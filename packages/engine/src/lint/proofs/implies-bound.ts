import { unquote } from '../session/config-call';
import { foldName } from '../statements/names';
import type { PartitionBound } from '../statements/partition-bound';
import { closingOf, splitAtCommas, type Token } from '../statements/tokens';

/** The bound of a partition by one column, and on which side of it all rows are to be. */
export interface WantedBound {
  readonly column: string;
  readonly bound: PartitionBound;
  readonly isNotNull: boolean;
  /** `outside`: those of a default partition. */
  readonly side: 'inside' | 'outside';
}

/**
 * Whether checks say of all rows that they are on that side of a bound, with the very values of it: `k = 2`,
 * `k IN (2, 3)`, `k >= 1 AND k < 5`, `k <> 2`. For checks that the server cannot be asked about, since the run makes them.
 */
export function impliesBound(
  checks: readonly (readonly Token[])[],
  { column, bound, isNotNull, side }: WantedBound,
): boolean {
  const tests = checks.flatMap(conjuncts).flatMap((test) => readTest(test, column) ?? []);
  const says = (operator: string, value: string) =>
    tests.some((test) => test.operator === operator && test.values.length === 1 && test.values[0] === value);
  switch (bound.kind) {
    case 'list':
      if (side === 'outside') {
        return bound.values.every((value) =>
          tests.some(({ operator, values }) => operator === '<>' && values.includes(value)),
        );
      }
      return (
        isNotNull &&
        tests.some(({ operator, values }) => operator === '=' && values.every((value) => bound.values.includes(value)))
      );
    case 'range': {
      if (side === 'outside') {
        if (checks.some((check) => isEitherOutside(check, column, bound))) return true;
        return (bound.to !== undefined && says('>=', bound.to)) || (bound.from !== undefined && says('<', bound.from));
      }
      const isOver = bound.from === undefined || says('>=', bound.from);
      return isNotNull && isOver && (bound.to === undefined || says('<', bound.to));
    }
    case 'other':
      return false;
  }
}

/** `k < 1 OR k >= 5`, which is how all of a range is left out. */
function isEitherOutside(
  check: readonly Token[],
  column: string,
  { from, to }: Extract<PartitionBound, { kind: 'range' }>,
): boolean {
  if (check[0]?.kind === 'open' && closingOf(check, 0) === check.length - 1) {
    return isEitherOutside(check.slice(1, -1), column, { kind: 'range', from, to });
  }
  const depth = check[0]?.depth ?? 0;
  const at = check.findIndex((token) => token.depth === depth && token.word === 'OR');
  if (at < 0) return false;
  const tests = [check.slice(0, at), check.slice(at + 1)].map((side) =>
    conjuncts(side).flatMap((one) => readTest(one, column) ?? []),
  );
  return tests.every((side) =>
    side.some(
      ({ operator, values: [value] }) => (operator === '<' && value === from) || (operator === '>=' && value === to),
    ),
  );
}

interface Test {
  readonly operator: string;
  /** Any of them with `=`, none of them with `<>`. */
  readonly values: readonly string[];
}

/** What a check says joined by AND, without parentheses around it; what has OR in it stays whole. */
function conjuncts(check: readonly Token[]): readonly (readonly Token[])[] {
  if (check[0]?.kind === 'open' && closingOf(check, 0) === check.length - 1) return conjuncts(check.slice(1, -1));
  const depth = check[0]?.depth ?? 0;
  if (check.some((token) => token.depth === depth && (token.word === 'OR' || token.word === 'BETWEEN'))) return [];
  const at = check.findIndex((token) => token.depth === depth && token.word === 'AND');
  return at < 0 ? [check] : [...conjuncts(check.slice(0, at)), ...conjuncts(check.slice(at + 1))];
}

function readTest(test: readonly Token[], column: string): Test | undefined {
  const [name, ...more] = test;
  if (!name || foldName(name) !== column) return undefined;
  const at = more.findIndex(({ kind }) => kind !== 'symbol');
  if (at > 0) {
    const operator = more
      .slice(0, at)
      .map(({ source }) => source)
      .join('');
    const value = readValue(more.slice(at));
    return value === undefined ? undefined : { operator: operator === '!=' ? '<>' : operator, values: [value] };
  }
  const isNot = more[0]?.word === 'NOT';
  const open = isNot ? 2 : 1;
  if (more[open - 1]?.word !== 'IN' || more[open]?.kind !== 'open') return undefined;
  const values = splitAtCommas(more.slice(open + 1, closingOf(more, open))).map(readValue);
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? { operator: isNot ? '<>' : '=', values: known } : undefined;
}

/** A literal, with or without its type before or behind it. */
function readValue(tokens: readonly Token[]): string | undefined {
  const cast = tokens.findIndex(({ source }) => source === ':');
  const value = (cast < 0 ? tokens : tokens.slice(0, cast)).filter(({ kind }) => kind !== 'open' && kind !== 'close');
  const literal = value.at(-1);
  if (!literal || value.length > 2) return undefined;
  if (literal.kind === 'string') return unquote(literal);
  if (literal.kind !== 'number') return undefined;
  return value.length === 1 ? literal.source : `${value[0]?.source}${literal.source}`;
}

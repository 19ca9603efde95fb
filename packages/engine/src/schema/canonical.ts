import type { CatalogRow } from '../ports';
import { withoutBlanks } from './blanks';
import { columnOrderField, definitionOf, isObject } from './definition';
import { withoutOwnAddress } from './own-address';
import { sortSelectLists } from './select-lists';

/** Properties with expressions that the server evaluated in part when the object was made. */
const expressionFields: ReadonlySet<string> = new Set([
  'default',
  'expression',
  'query',
  'body',
  'definition',
  'using',
  'check',
  'where',
]);

/** A time to the microsecond: hardly written by hand, and what `'now'::timestamp` becomes. */
const instant =
  /'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}(?:[+-]\d\d(?::?\d\d)*)?'|'\d\d:\d\d:\d\d\.\d{1,6}(?:[+-]\d\d(?::?\d\d)*)?'/g;

/**
 * An expression without the clock baked into it. `DEFAULT 'now'::timestamp` is evaluated once, when it is created, so that
 * the same script makes another schema at each run; two such expressions are equal here.
 */
export function maskBakedClock(expression: string): string {
  return expression.replace(instant, "'<time of creation>'");
}

/**
 * What must be equal for two rows to be the same object: its definition without the order of columns, the blanks of a
 * function's body and baked clocks, as JSON with sorted names.
 */
export function canonicalDefinition(row: CatalogRow): string {
  const { [columnOrderField]: _, ...definition } = withoutOwnAddress(row, undefined);
  const { query, source } = definition;
  const texts = {
    ...(typeof query === 'string' && { query: sortSelectLists(query) }),
    ...(typeof source === 'string' && { source: withoutBlanks(source, languageOf(row)) }),
  };
  return canonicalJson({ ...definition, ...texts }, maskBakedClock);
}

/** Language of a function or procedure; empty for other objects. */
export function languageOf(row: CatalogRow): string {
  const { language } = definitionOf(row);
  return typeof language === 'string' ? language : '';
}

/** JSON with sorted names; texts of expressions go through `mask`. */
export function canonicalJson(value: unknown, mask: (expression: string) => string = (text) => text): string {
  return JSON.stringify(value, (field: string, inner: unknown) => {
    if (isObject(inner)) return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)));
    return typeof inner === 'string' && expressionFields.has(field) ? mask(inner) : inner;
  });
}

/** Order by code units, which no locale changes. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import { assertNever } from '../../errors';
import { quoteLiteral } from '../../sql/names/quote';
import type { SeedColumn, SeedType, SeedTypes } from '../catalog/seed-table';
import { ruleLiterals } from './rule-literals';
import { mayRead, type ScalarValues, scalarValues } from './scalar-values';

/**
 * How the rows are to be. `extreme`: whatever the schema allows so far and a stricter one may refuse, as doubles, NULL,
 * long texts, negative numbers. `plain`: what no schema is surprised at.
 */
export type RowVariety = 'extreme' | 'plain';

/** The three rows of a table. */
export type RowSlot = 0 | 1 | 2;

/** What decides the values of a column, beside its type. */
export interface ColumnUse {
  readonly isKey: boolean;
  /** Texts of the rules over it. */
  readonly rules: readonly string[];
}

/**
 * SQL expressions for a column in that row, the best first; the others are for where a rule refuses it. Empty: no value of
 * the type is known, and it must have one. Pure.
 */
export function columnValues(
  column: SeedColumn,
  { isKey, rules }: ColumnUse,
  variety: RowVariety,
  slot: RowSlot,
  types: SeedTypes,
): readonly string[] {
  const ofType = typeValues(column.type, column.modifier, types, deepest);
  const nulls = column.notNull ? [] : ['NULL'];
  if (!ofType) return column.hasDefault ? ['DEFAULT', ...nulls] : nulls;
  const { plain, extreme, more, read } = ofType;
  const ofRules = rules.flatMap(ruleLiterals).flatMap(read);
  const first = variety === 'plain' ? [plain[slot]] : extremeFirst(extreme, isKey, slot, nulls);
  return [
    ...new Set([...first, ...rotate(ofRules, isKey ? slot : 0), ...rotate(plain, slot), ...extreme, ...more, ...nulls]),
  ];
}

/** Doubles where no key forbids them, and NULL in the last row where it may be. */
function extremeFirst(
  extreme: ScalarValues['extreme'],
  isKey: boolean,
  slot: RowSlot,
  nulls: readonly string[],
): readonly string[] {
  if (slot === 2) return [...nulls, extreme[2]];
  return [isKey ? extreme[slot] : extreme[0]];
}

function rotate(values: readonly string[], by: number): readonly string[] {
  const at = values.length === 0 ? 0 : by % values.length;
  return [...values.slice(at), ...values.slice(0, at)];
}

interface TypeValues extends ScalarValues {
  /** A text as a value of the type; nothing where it can be none. */
  readonly read: (text: string) => readonly string[];
}

/** Types within types that are looked into: a composite type may hold an array of itself. */
const deepest = 4;

function typeValues(oid: string, modifier: number, types: SeedTypes, depth: number): TypeValues | undefined {
  const type = types.get(oid);
  if (!type || depth === 0) return undefined;
  const made = valuesOfKind(type, modifier, types, depth);
  return made && { ...made, read: (text) => readAs(type, modifier, types, depth, text) };
}

function readAs(type: SeedType, modifier: number, types: SeedTypes, depth: number, text: string): readonly string[] {
  const literal = `${quoteLiteral(text)}::${type.name}`;
  switch (type.kind) {
    case 'base':
    case 'other':
      return mayRead(type.name, modifier, text) ? [literal] : [];
    case 'enum':
      return type.labels.includes(text) ? [literal] : [];
    case 'domain': {
      const over = types.get(type.over ?? '');
      const read = over ? readAs(over, type.overModifier ?? -1, types, depth - 1, text) : [];
      return read.map((value) => `(${value})::${type.name}`);
    }
    default:
      return [];
  }
}

function valuesOfKind(type: SeedType, modifier: number, types: SeedTypes, depth: number): ScalarValues | undefined {
  const cast = (expression: string) => `(${expression})::${type.name}`;
  const text = (value: string) => `${quoteLiteral(value)}::${type.name}`;
  const over = () => typeValues(type.over ?? '', type.overModifier ?? -1, types, depth - 1);
  switch (type.kind) {
    case 'base':
    case 'other': {
      const scalar = scalarValues(type.name, modifier);
      return scalar && mapValues(scalar, text);
    }
    case 'enum': {
      const [first, second = first, third = first] = type.labels;
      if (first === undefined || second === undefined || third === undefined) return undefined;
      return mapValues({ plain: [first, second, third], extreme: [first, second, third], more: type.labels }, text);
    }
    case 'domain': {
      const base = over();
      if (!base) return undefined;
      const ofChecks = type.checks.flatMap(ruleLiterals).flatMap(base.read);
      return mapValues({ ...base, more: [...ofChecks, ...base.more] }, cast);
    }
    case 'array': {
      const element = typeValues(type.over ?? '', modifier, types, depth - 1);
      if (!element) return mapValues(same('{}'), text);
      return mapValues({ ...element, more: ['{}'] }, (value) =>
        value === '{}' ? text(value) : cast(`ARRAY[${value}]`),
      );
    }
    case 'range':
    case 'multirange':
      return rangeValues(type, over(), text);
    case 'composite':
      return compositeValues(type, types, depth, cast);
    default:
      return assertNever(type.kind);
  }
}

/** Ranges that do not meet, so that an exclusion constraint takes them. */
function rangeValues(
  { kind, name }: SeedType,
  over: TypeValues | undefined,
  text: (value: string) => string,
): ScalarValues {
  if (kind === 'multirange' || !over) return mapValues(same(kind === 'multirange' ? '{}' : 'empty'), text);
  const single = (value: string) => `${name}(${value}, ${value}, '[]')`;
  const { plain } = over;
  return { ...mapValues({ plain, extreme: plain, more: [] }, single), more: [text('empty')] };
}

function compositeValues(
  type: SeedType,
  types: SeedTypes,
  depth: number,
  cast: (expression: string) => string,
): ScalarValues {
  const row = (pick: (values: TypeValues) => string) =>
    cast(
      `ROW(${type.fields
        .map(({ type: oid, modifier }) => typeValues(oid, modifier, types, depth - 1))
        .map((values) => (values ? pick(values) : 'NULL'))
        .join(', ')})`,
    );
  const plain = [row((each) => each.plain[0]), row((each) => each.plain[1]), row((each) => each.plain[2])] as const;
  const extreme = [
    row((each) => each.extreme[0]),
    row((each) => each.extreme[1]),
    row((each) => each.extreme[2]),
  ] as const;
  return { plain, extreme, more: [] };
}

function same(value: string): ScalarValues {
  return { plain: [value, value, value], extreme: [value, value, value], more: [] };
}

function mapValues({ plain, extreme, more }: ScalarValues, map: (value: string) => string): ScalarValues {
  const three = ([first, second, third]: ScalarValues['plain']): ScalarValues['plain'] => [
    map(first),
    map(second),
    map(third),
  ];
  return { plain: three(plain), extreme: three(extreme), more: more.map(map) };
}

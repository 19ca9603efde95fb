import type {
  ArgumentFacts,
  CatalogFacts,
  ColumnFacts,
  ForeignKeyFacts,
  FunctionFacts,
  KeyFacts,
  RelationFacts,
  TypeFacts,
} from './catalog-facts';
import { readTargetEntries } from './view-columns';

/** The answers to `catalogFactsSql`, a set of rows for each of its statements, in their order. */
export type CatalogAnswers = readonly (readonly Readonly<Record<string, string | null>>[])[];

/** Facts from what the server answered. The parse boundary of the catalog. */
export function parseCatalogFacts(answers: CatalogAnswers): CatalogFacts {
  const [schemas = [], relations = [], types = [], functions = [], keys = [], foreignKeys = [], views = []] = answers;
  return {
    schemas: schemas.map((row) => row.name ?? ''),
    relations: relations.map(parseRelation),
    types: new Map(types.map(parseType).map((type) => [type.oid, type])),
    functions: functions.map(parseFunction),
    keys: keys.map((row): KeyFacts => ({ relation: Number(row.relation), columns: listOf<number>(row.columns) })),
    foreignKeys: foreignKeys.map(parseForeignKey),
    viewColumns: views.flatMap((row) =>
      readTargetEntries(row.rule ?? '').map((entry) => ({ view: Number(row.view), ...entry })),
    ),
  };
}

type Row = CatalogAnswers[number][number];

const relationKinds: Readonly<Record<string, RelationFacts['kind']>> = {
  r: 'table',
  p: 'table',
  v: 'view',
  m: 'materialized-view',
  f: 'foreign-table',
};

function parseRelation(row: Row): RelationFacts {
  const columns = listOf<readonly [number, string, number, boolean, boolean, string, string, boolean]>(row.columns);
  return {
    oid: Number(row.oid),
    schema: row.schema ?? '',
    name: row.name ?? '',
    kind: relationKinds[row.kind ?? ''] ?? 'table',
    insertable: row.insertable === 't',
    updatable: row.updatable === 't',
    columns: columns.map(
      ([number, name, type, notNull, hasDefault, identity, generated, writable]): ColumnFacts => ({
        number,
        name,
        type,
        notNull,
        hasDefault,
        identity: identity === 'a' ? 'always' : identity === 'd' ? 'by-default' : undefined,
        generated: generated !== '',
        writable,
      }),
    ),
  };
}

const typeKinds: Readonly<Record<string, TypeFacts['kind']>> = {
  b: 'base',
  c: 'composite',
  d: 'domain',
  e: 'enum',
  m: 'range',
  p: 'pseudo',
  r: 'range',
};

function parseType(row: Row): TypeFacts {
  return {
    oid: Number(row.oid),
    schema: row.schema ?? '',
    name: row.name ?? '',
    kind: typeKinds[row.kind ?? ''] ?? 'base',
    element: oidOf(row.element),
    base: oidOf(row.base),
    notNull: row.not_null === 't',
    hasDefault: row.has_default === 't',
    relation: oidOf(row.relation),
    labels: listOf<string>(row.labels),
    attributes: listOf<readonly [string, number]>(row.attributes).map(([name, type]) => ({ name, type })),
    castsToJson: row.casts_to_json === 't',
  };
}

const modes: Readonly<Record<string, ArgumentFacts['mode']>> = {
  i: 'in',
  o: 'out',
  b: 'inout',
  v: 'variadic',
  t: 'table',
};

function parseFunction(row: Row): FunctionFacts {
  const types = listOf<number>(row.types);
  const names = listOf<string>(row.names);
  const given = listOf<string>(row.modes);
  const args = types.map((type, index) => ({
    name: names[index] ?? '',
    type,
    mode: modes[given[index] ?? 'i'] ?? 'in',
  }));
  const inputs = args.filter(({ mode }) => isInput(mode)).length;
  const firstDefault = inputs - Number(row.defaults);
  let input = -1;
  return {
    schema: row.schema ?? '',
    name: row.name ?? '',
    // Defaults are those of the last inputs.
    args: args.map((arg) => {
      if (isInput(arg.mode)) input += 1;
      return { ...arg, hasDefault: isInput(arg.mode) && input >= firstDefault };
    }),
    returns: Number(row.returns),
    returnsSet: row.returns_set === 't',
    rows: Number(row.rows),
  };
}

/** Whether a caller gives it. */
export function isInput(mode: ArgumentFacts['mode']): boolean {
  return mode === 'in' || mode === 'inout' || mode === 'variadic';
}

function parseForeignKey(row: Row): ForeignKeyFacts {
  const side = (name: 'from' | 'to') => ({
    relation: Number(row[`${name}_relation`]),
    schema: row[`${name}_schema`] ?? '',
    name: row[`${name}_name`] ?? '',
    columns: listOf<readonly [number, string]>(row[`${name}_columns`]).map(([number, column]) => ({
      number,
      name: column,
    })),
  });
  return { name: row.name ?? '', from: side('from'), to: side('to') };
}

function oidOf(text: string | null | undefined): number | undefined {
  return text === null || text === undefined || text === '0' ? undefined : Number(text);
}

/** A list that the query wrote as JSON; empty where it is NULL. */
function listOf<T>(text: string | null | undefined): readonly T[] {
  return text === null || text === undefined ? [] : (JSON.parse(text) as readonly T[]);
}

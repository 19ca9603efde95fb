import type { CatalogFacts, ForeignKeyFacts, TableColumns, ViewColumnFacts } from '../facts/catalog-facts';
import type { ApiRelationship } from './api';
import { compareTexts } from './by-name';

/** A relationship and the relation that it is of. */
type Relationship = ApiRelationship & { readonly schema: string; readonly relation: string };

/**
 * What PostgREST embeds by: the foreign keys of tables, and for views the foreign keys whose columns they show, on either
 * side (SchemaCache.hs, addViewM2OAndO2ORels). By schema and name of the relation. Only within a schema: in a request
 * PostgREST looks for the other side in the schema that the request is for. Pure.
 */
export function deriveRelationships(facts: CatalogFacts): ReadonlyMap<string, readonly ApiRelationship[]> {
  const showing = showingViews(facts);
  // As PostgREST compares them: those of the key in the order of the table, those of the foreign key in its own.
  const keys = new Set(
    facts.keys.map(({ relation, columns }) =>
      keyOf(
        relation,
        [...columns].sort((a, b) => a - b),
      ),
    ),
  );
  const byRelation = new Map<string, Relationship[]>();
  for (const foreignKey of facts.foreignKeys) {
    const isOneToOne = keys.has(
      keyOf(
        foreignKey.from.relation,
        foreignKey.from.columns.map(({ number }) => number),
      ),
    );
    for (const relationship of relationshipsOf(foreignKey, isOneToOne, showing)) {
      const key = relationKey(relationship);
      byRelation.set(key, [...(byRelation.get(key) ?? []), relationship]);
    }
  }
  return new Map([...byRelation].map(([key, list]) => [key, list.sort(compareRelationships).map(withoutPlace)]));
}

/** The key of a relation in what `deriveRelationships` gives. */
export function relationKey({ schema, relation }: { readonly schema: string; readonly relation: string }): string {
  return JSON.stringify([schema, relation]);
}

/** A side of a foreign key: the table itself, or a view that shows it. */
interface Side {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

function relationshipsOf(
  { name, from, to }: ForeignKeyFacts,
  isOneToOne: boolean,
  showing: (table: TableColumns) => readonly Side[],
): readonly Relationship[] {
  const sides = (table: TableColumns): readonly Side[] => [
    { ...table, columns: table.columns.map((column) => column.name) },
    ...showing(table),
  ];
  const targets = sides(to);
  return sides(from).flatMap((source) =>
    targets
      .filter((target) => target.schema === source.schema)
      .map((target) => ({
        foreignKeyName: name,
        schema: source.schema,
        relation: source.name,
        columns: source.columns,
        isOneToOne,
        referencedRelation: target.name,
        referencedColumns: target.columns,
      })),
  );
}

/** The views that show all of some columns of a table, with every choice where they show one twice. */
function showingViews({ relations, viewColumns }: CatalogFacts): (table: TableColumns) => readonly Side[] {
  const views = new Map(relations.map((relation) => [relation.oid, relation]));
  const columnNames = new Map(
    relations.map(({ oid, columns }) => [oid, new Map(columns.map(({ number, name }) => [number, name]))]),
  );
  const shown = originsInTables(viewColumns, columnNames);
  return ({ relation, columns }) =>
    [...(shown.get(relation) ?? [])].flatMap(([view, byOrigin]) => {
      const facts = views.get(view);
      const choices = columns.map(({ number }) => byOrigin.get(number) ?? []);
      if (facts === undefined) return [];
      return combinations(choices).map((chosen) => ({ schema: facts.schema, name: facts.name, columns: chosen }));
    });
}

/** By table, view and column of the table: the names of the view's columns. */
type ShownColumns = Map<number, Map<number, Map<number, string[]>>>;

/** Columns of views, followed through other views of the API down to the tables. */
function originsInTables(
  viewColumns: readonly ViewColumnFacts[],
  columnNames: ReadonlyMap<number, ReadonlyMap<number, string>>,
): ShownColumns {
  const origins = new Map(viewColumns.map(({ view, column, origin }) => [`${view}.${column}`, origin]));
  const shown: ShownColumns = new Map();
  for (const { view, column, origin } of viewColumns) {
    const name = columnNames.get(view)?.get(column);
    // As long a way as there are columns: a view over itself cannot be, and one that was made so would not end.
    let place: ViewColumnFacts['origin'] | undefined = origin;
    for (let step = 0; place !== undefined && name !== undefined && step <= viewColumns.length; step += 1) {
      const ofTable = shown.get(place.relation) ?? new Map<number, Map<number, string[]>>();
      const ofView = ofTable.get(view) ?? new Map<number, string[]>();
      ofView.set(place.column, [...(ofView.get(place.column) ?? []), name]);
      shown.set(place.relation, ofTable.set(view, ofView));
      place = origins.get(`${place.relation}.${place.column}`);
    }
  }
  return shown;
}

/** Every way to take one of each list; none when one of them is empty. */
function combinations(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (taken, list) => taken.flatMap((each) => list.map((item) => [...each, item])),
    [[]],
  );
}

function keyOf(relation: number, columns: readonly number[]): string {
  return `${relation}: ${columns.join(' ')}`;
}

function compareRelationships(a: Relationship, b: Relationship): number {
  return (
    compareTexts(a.foreignKeyName, b.foreignKeyName) ||
    compareTexts(a.referencedRelation, b.referencedRelation) ||
    compareTexts(JSON.stringify(a.referencedColumns), JSON.stringify(b.referencedColumns)) ||
    compareTexts(JSON.stringify(a.columns), JSON.stringify(b.columns))
  );
}

function withoutPlace({ schema: _schema, relation: _relation, ...relationship }: Relationship): ApiRelationship {
  return relationship;
}

/**
 * How one kind of object is read from the catalog: a row per object, its identity and what defines it.
 * All values are SQL expressions, evaluated with `search_path = pg_catalog` and the pinned settings of
 * `snapshot-query.ts`; they may use the common table expressions that it declares (`namespace`, `relation`,
 * `extension_member`).
 */
export interface CatalogSource {
  /** What a reader calls it: `table`, `policy`. */
  readonly kind: string;
  /** Text that is unique within the kind and qualified with its schema, never an OID. */
  readonly id: string;
  /** Object that it belongs to (an index's table), by which differences are grouped; the same text as that object's id. */
  readonly on?: string;
  /** Name of each property → its value. NULL means "as by default" and is left out of the row. */
  readonly fields: Readonly<Record<string, string>>;
  /** What follows FROM, with its WHERE. */
  readonly from: string;
  /** First and last major that it reads, both inclusive; every major when left out. */
  readonly majors?: { readonly first?: number; readonly last?: number };
}

/** Whether that major has the catalogs that the source reads. */
export function isReadOn(source: CatalogSource, major: number): boolean {
  const { first = 0, last = Number.POSITIVE_INFINITY } = source.majors ?? {};
  return major >= first && major <= last;
}

/** The SELECT of one kind: columns `kind`, `id` and `definition`. */
export function selectRecords(source: CatalogSource): string {
  const fields = source.on === undefined ? source.fields : { on: source.on, ...source.fields };
  const pairs = Object.entries(fields).map(([name, expression]) => `    '${name}', ${expression}`);
  return [
    `SELECT '${source.kind}', ${source.id},`,
    '  jsonb_strip_nulls(jsonb_build_object(',
    pairs.join(',\n'),
    '  ))',
    `FROM ${source.from.trim()}`,
  ].join('\n');
}

/**
 * How one kind of object is read from the catalog: a row per object, its identity and what defines it.
 * All values are SQL expressions, evaluated with `search_path = pg_catalog` and the pinned settings of
 * `snapshot-query.ts`; they may use the common table expressions that it declares (`namespace`, `readable_schema`,
 * `relation`, `type`, `routine`, `extension_member`, `extension_dependency`).
 */
export interface CatalogSource {
  /** What a reader calls it: `table`, `policy`. */
  readonly kind: string;
  /** Text that is unique within the kind and qualified with its schema, never an OID. */
  readonly id: string;
  /** Object that it belongs to (an index's table), by which differences are grouped; the same text as that object's id. */
  readonly on?: string;
  /** Name of each property → its value. NULL means "as by default" and is left out of the row. */
  readonly fields: Readonly<Record<string, string | MajorField>>;
  /**
   * What it is read again with when rows of the catalog were written: see `unitOf`. Without one it is read again only with
   * the whole schema. `from` then takes it from `relation`, `type`, `routine` or `readable_schema`, which hold what is read.
   */
  readonly unit?: string;
  /** What follows FROM, with its WHERE. */
  readonly from: string;
  /** First and last major that it reads, both inclusive; every major when left out. */
  readonly majors?: Majors;
}

/** Majors that have what is read, both inclusive. */
interface Majors {
  readonly first?: number;
  readonly last?: number;
}

/** A property of columns that not every major has. */
export interface MajorField {
  readonly expression: string;
  readonly majors: Majors;
}

/** A property that came with that major. */
export function since(first: number, expression: string): MajorField {
  return { expression, majors: { first } };
}

/** Whether that major has what a source or a property reads. */
export function isReadOn({ majors }: { readonly majors?: Majors }, major: number): boolean {
  const { first = 0, last = Number.POSITIVE_INFINITY } = majors ?? {};
  return major >= first && major <= last;
}

/** The SELECT of one kind on that major: columns `kind`, `id`, `unit` and `definition`. */
export function selectRecords(source: CatalogSource, major: number): string {
  const fields = source.on === undefined ? source.fields : { on: source.on, ...source.fields };
  const pairs = Object.entries(fields).flatMap(([name, field]) => {
    if (typeof field === 'string') return [`    '${name}', ${field}`];
    return isReadOn(field, major) ? [`    '${name}', ${field.expression}`] : [];
  });
  return [
    `SELECT '${source.kind}', ${source.id}, ${source.unit ?? 'NULL'},`,
    '  jsonb_strip_nulls(jsonb_build_object(',
    pairs.join(',\n'),
    '  ))',
    `FROM ${source.from.trim()}`,
  ].join('\n');
}

/** An address of the server's own kind: catalog and OID of an object, as SQL expressions over a row. */
interface Address {
  readonly catalog: string;
  readonly oid: string;
}

/** A catalog whose written rows tell which objects have changed. */
interface OrdinaryCatalog {
  /** Objects that a row `c` is a row of. */
  readonly addresses: readonly Address[];
  /** OID of its object's schema, and the object's name; set where others may tell that name. */
  readonly name?: string;
}

const of = (catalog: string, ...oids: readonly string[]): readonly Address[] =>
  oids.map((oid) => ({ catalog: `'${catalog}'::regclass::oid`, oid: `c.${oid}` }));

const anyOf = (catalog: string, oid: string): readonly Address[] => [{ catalog: `c.${catalog}`, oid: `c.${oid}` }];

/** What ordinary migrations write. A row of any other catalog is reason to read the whole schema again. */
const ordinary: Readonly<Record<string, OrdinaryCatalog>> = {
  pg_attrdef: { addresses: of('pg_class', 'adrelid') },
  pg_attribute: { addresses: of('pg_class', 'attrelid') },
  pg_class: { addresses: of('pg_class', 'oid'), name: "c.relnamespace || '.' || c.relname" },
  pg_constraint: {
    addresses: [...of('pg_constraint', 'oid'), ...of('pg_class', 'conrelid'), ...of('pg_type', 'contypid')],
  },
  // What becomes part of an extension, or is dropped with one, is read otherwise.
  pg_depend: { addresses: [{ catalog: "CASE WHEN c.deptype NOT IN ('e', 'x') THEN c.classid END", oid: 'c.objid' }] },
  pg_description: { addresses: anyOf('classoid', 'objoid') },
  pg_enum: { addresses: of('pg_type', 'enumtypid') },
  pg_index: { addresses: of('pg_class', 'indexrelid', 'indrelid') },
  pg_inherits: { addresses: of('pg_class', 'inhrelid', 'inhparent') },
  pg_namespace: { addresses: of('pg_namespace', 'oid'), name: "'.' || c.nspname" },
  pg_partitioned_table: { addresses: of('pg_class', 'partrelid') },
  pg_policy: { addresses: of('pg_class', 'polrelid') },
  pg_proc: { addresses: of('pg_proc', 'oid'), name: "c.pronamespace || '.' || c.proname" },
  pg_rewrite: { addresses: of('pg_class', 'ev_class') },
  pg_sequence: { addresses: of('pg_class', 'seqrelid') },
  pg_statistic_ext: { addresses: of('pg_class', 'stxrelid') },
  // Those that enforce a foreign key stand on both tables.
  pg_trigger: { addresses: [...of('pg_class', 'tgrelid'), ...of('pg_constraint', 'tgconstraint')] },
  pg_type: { addresses: of('pg_type', 'oid'), name: "c.typnamespace || '.' || c.typname" },
};

/** Catalogs of which the snapshot tells nothing: see `catalog-coverage.ts`. */
const unread: ReadonlySet<string> = new Set([
  ...['pg_largeobject', 'pg_largeobject_metadata', 'pg_shdepend', 'pg_statistic', 'pg_statistic_ext_data'],
]);

/**
 * Rows `(catalog, oid, name)`: what is concerned by rows of the catalogs that a condition on the row `c` chooses. An
 * address without a catalog stands for something that only the whole schema tells.
 */
export function selectWritten(catalogs: readonly string[], condition: string): string {
  return catalogs
    .filter((catalog) => !unread.has(catalog))
    .map((catalog) => {
      const { addresses, name = 'NULL::text' } = ordinary[catalog] ?? {
        addresses: [{ catalog: 'NULL::oid', oid: 'NULL::oid' }],
      };
      const rows = addresses.map((address) => `(${address.catalog}, ${address.oid}, ${name})`);
      return `SELECT x.* FROM pg_catalog.${catalog} AS c
CROSS JOIN LATERAL (VALUES ${rows.join(', ')}) AS x (catalog, oid, name) WHERE ${condition}`;
    })
    .join('\nUNION ALL\n');
}

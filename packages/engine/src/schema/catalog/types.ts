import type { CatalogSource } from './catalog-source';
import { comment, decode, flag, grants, roleName, routineName, unitOf } from './expressions';

const unit = unitOf('pg_type', 't.oid');

const common: CatalogSource['fields'] = {
  owner: roleName('t.typowner'),
  grants: grants('t.typacl', 'T', 't.typowner'),
  comment: comment('pg_type', 't.oid'),
};

const enumeration: CatalogSource = {
  kind: 'enum',
  id: 't.name',
  unit,
  fields: {
    ...common,
    labels: '(SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid)',
  },
  from: "type AS t WHERE t.typtype = 'e'",
};

/** Its checks are under `constraint`. */
const domain: CatalogSource = {
  kind: 'domain',
  id: 't.name',
  unit,
  fields: {
    ...common,
    type: 'format_type(t.typbasetype, t.typtypmod)',
    notNull: flag('t.typnotnull'),
    default: 'pg_get_expr(t.typdefaultbin, 0)',
    collation: `(
      SELECT t.typcollation::regcollation::text
      FROM pg_type AS b WHERE b.oid = t.typbasetype AND b.typcollation <> t.typcollation)`,
  },
  from: "type AS t WHERE t.typtype = 'd'",
};

/** Attributes are a list: `ROW(…)` and text input depend on their order. */
const composite: CatalogSource = {
  kind: 'composite type',
  id: 't.name',
  unit,
  fields: {
    ...common,
    attributes: `(
      SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'name', a.attname,
        'type', format_type(a.atttypid, a.atttypmod),
        'collation', CASE WHEN a.attcollation <> y.typcollation THEN a.attcollation::regcollation::text END,
        'comment', col_description(a.attrelid, a.attnum)
      )) ORDER BY a.attnum)
      FROM pg_attribute AS a JOIN pg_type AS y ON y.oid = a.atttypid
      WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)`,
  },
  from: "type AS t WHERE t.typtype = 'c'",
};

const range: CatalogSource = {
  kind: 'range type',
  id: 't.name',
  unit,
  fields: {
    ...common,
    subtype: 'r.rngsubtype::regtype::text',
    multirange: 'r.rngmultitypid::regtype::text',
    collation: 'nullif(r.rngcollation, 0)::regcollation::text',
    operatorClass:
      "(SELECT format('%s.%I', c.opcnamespace::regnamespace, c.opcname) FROM pg_opclass AS c WHERE c.oid = r.rngsubopc)",
    canonical: routineName('r.rngcanonical'),
    difference: routineName('r.rngsubdiff'),
  },
  from: 'type AS t JOIN pg_range AS r ON r.rngtypid = t.oid',
};

const base: CatalogSource = {
  kind: 'base type',
  id: 't.name',
  unit,
  fields: {
    ...common,
    shell: flag('NOT t.typisdefined'),
    length: 't.typlen',
    byValue: flag('t.typbyval'),
    alignment: 't.typalign::text',
    storage: decode('t.typstorage', { p: 'plain', e: 'external', m: 'main', x: 'extended' }),
    category: 't.typcategory::text',
    preferred: flag('t.typispreferred'),
    default: 't.typdefault',
    input: 't.typinput::text',
    output: 't.typoutput::text',
    receive: routineName('t.typreceive'),
    send: routineName('t.typsend'),
    modifierInput: routineName('t.typmodin'),
    modifierOutput: routineName('t.typmodout'),
    analyze: routineName('t.typanalyze'),
    subscript: routineName('t.typsubscript'),
    element: 'nullif(t.typelem, 0)::regtype::text',
    delimiter: "nullif(t.typdelim::text, ',')",
    collatable: flag('t.typcollation <> 0'),
  },
  from: "type AS t WHERE t.typtype IN ('b', 'p')",
};

/** Types that users made; not the row types of tables, nor the array and multirange types that come with another. */
export const types: readonly CatalogSource[] = [enumeration, domain, composite, range, base];

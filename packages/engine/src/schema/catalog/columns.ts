import { decode, explodeGrants, flag, options } from './expressions';

const live = (relation: string): string => `a.attrelid = ${relation} AND a.attnum > 0 AND NOT a.attisdropped`;

/** Columns of a relation, by name: the order in which they stand is told by `columnOrder`. */
export const columns = (relation: string, owner: string): string => `(
  SELECT jsonb_object_agg(a.attname, jsonb_build_object(
    'type', format_type(a.atttypid, a.atttypmod),
    'notNull', ${flag('a.attnotnull')},
    'default', CASE a.attgenerated WHEN '' THEN pg_get_expr(d.adbin, d.adrelid) END,
    'generated', ${decode("nullif(a.attgenerated::text, '')", { s: 'stored', v: 'virtual' })},
    'expression', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END,
    'identity', ${decode("nullif(a.attidentity::text, '')", { a: 'always', d: 'by default' })},
    'collation', CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
    'storage', ${decode('nullif(a.attstorage, t.typstorage)', { p: 'plain', e: 'external', m: 'main', x: 'extended' })},
    'compression', ${decode("nullif(a.attcompression::text, '')", { p: 'pglz', l: 'lz4' })},
    'statistics', nullif(a.attstattarget, -1),
    'inherited', ${flag('a.attinhcount > 0')},
    'local', nullif(a.attislocal, true),
    'options', ${options('a.attoptions')},
    'foreignOptions', ${options('a.attfdwoptions')},
    'grants', ${explodeGrants('a.attacl', owner)},
    'comment', col_description(a.attrelid, a.attnum)
  ))
  FROM pg_attribute AS a
  JOIN pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE ${live(relation)})`;

/** Names of a relation's columns as they stand. */
export const columnOrder = (relation: string): string => `(
  SELECT jsonb_agg(a.attname ORDER BY a.attnum) FROM pg_attribute AS a WHERE ${live(relation)})`;

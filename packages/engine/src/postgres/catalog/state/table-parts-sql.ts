/** Expressions over `c`, a row of pg_class, and `api`, the roles of requests: parts of a table, each as JSON, NULL where there are none. */

/** Columns in their order. */
export const columnsSql = `(SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'readableBy', coalesce((SELECT json_agg(r.name) FROM api AS r
            WHERE has_column_privilege(r.oid, c.oid, a.attnum, 'SELECT')), '[]')) ORDER BY a.attnum)
        FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)`;

/**
 * Indexes by name. A key is what it is over together with its operator class, collation and order, so that equal keys are
 * equal texts. `indnullsnotdistinct` is of 15.
 */
export const indexesSql = `(SELECT json_agg(json_build_object('name', x.relname, 'method', am.amname, 'isUnique', i.indisunique,
          'isValid', i.indisvalid AND i.indisready,
          'isOfConstraint', EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid),
          'isInherited', x.relispartition,
          'keys', (SELECT json_agg(concat_ws(' ', pg_get_indexdef(i.indexrelid, k, false),
              i.indclass[k - 1], i.indcollation[k - 1], i.indoption[k - 1]) ORDER BY k) FROM generate_series(1, i.indnkeyatts) AS k),
          'columns', (SELECT json_agg((SELECT a.attname FROM pg_attribute AS a
              WHERE a.attrelid = c.oid AND a.attnum = i.indkey[k - 1]) ORDER BY k) FROM generate_series(1, i.indnkeyatts) AS k),
          'included', coalesce((SELECT json_agg(pg_get_indexdef(i.indexrelid, k, false) ORDER BY k)
            FROM generate_series(i.indnkeyatts + 1, i.indnatts) AS k), '[]'),
          'predicate', pg_get_expr(i.indpred, i.indrelid),
          'nullsNotDistinct', coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false)) ORDER BY x.relname)
        FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS am ON am.oid = x.relam
        WHERE i.indrelid = c.oid)`;

const columnsOf = (relation: string, key: string): string => `(SELECT json_agg(a.attname ORDER BY u.place)
            FROM unnest(${key}) WITH ORDINALITY AS u (number, place)
            JOIN pg_attribute AS a ON a.attrelid = ${relation} AND a.attnum = u.number)`;

/** A domain counts as the type that it is over. */
const typesOf = (relation: string, key: string): string => `(SELECT json_agg(format_type(
              CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, NULL) ORDER BY u.place)
            FROM unnest(${key}) WITH ORDINALITY AS u (number, place)
            JOIN pg_attribute AS a ON a.attrelid = ${relation} AND a.attnum = u.number
            JOIN pg_type AS t ON t.oid = a.atttypid)`;

/** Constraints by name, without constraint triggers. `conenforced` is of 18; a foreign key on a partition has its parent's copy. */
export const constraintsSql = `(SELECT json_agg(json_build_object('name', k.conname, 'type', k.contype, 'isValidated', k.convalidated,
          'isEnforced', coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true),
          'isInherited', k.conparentid <> 0 OR NOT k.conislocal,
          'columns', coalesce(${columnsOf('k.conrelid', 'k.conkey')}, '[]'),
          'types', coalesce(${typesOf('k.conrelid', 'k.conkey')}, '[]'),
          'references', json_build_object('table', coalesce((SELECT format('%I.%I', n.nspname, r.relname)
              FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace WHERE r.oid = k.confrelid), ''),
            'columns', coalesce(${columnsOf('k.confrelid', 'k.confkey')}, '[]'),
            'types', coalesce(${typesOf('k.confrelid', 'k.confkey')}, '[]'))) ORDER BY k.conname)
        FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype <> 't')`;

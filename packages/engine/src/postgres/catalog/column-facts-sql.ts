import { typeChangeFactsSql } from './type-change-sql';

/** SQL expression: `ColumnFacts` by name, of the table `found`. `tree` are the oids of it and of the tables below it. */
export const columnFactsSql = `(
        SELECT coalesce(jsonb_object_agg(a.attname, jsonb_build_object(
          'notNull', a.attnotnull AND NOT EXISTS (
            SELECT FROM pg_constraint k WHERE k.conrelid = found AND k.contype = 'n' AND NOT k.convalidated AND a.attnum = ANY (k.conkey)),
          'isVirtual', a.attgenerated = 'v',
          'isChecked', EXISTS (
            SELECT FROM pg_constraint k JOIN pg_attribute b ON b.attrelid = k.conrelid AND b.attnum = ANY (k.conkey)
            WHERE k.conrelid = ANY (tree) AND k.contype = 'c' AND b.attname = a.attname),
          'typeChanges', ${typeChangeFactsSql}
        )), '{}')
        FROM pg_attribute a
        WHERE a.attrelid = found AND a.attnum > 0 AND NOT a.attisdropped AND (
          a.attname IN (SELECT jsonb_array_elements_text(item -> 'columns'))
          OR EXISTS (SELECT FROM jsonb_each(answer -> 'indexes') AS e WHERE e.value -> 'columns' ? a.attname::text)))`;

/** SQL expression: `CheckFacts` of the table `found`, but for those that do not hold for the tables below it. */
export const checkFactsSql = `(
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'name', k.conname, 'validated', k.convalidated, 'expression', pg_get_expr(k.conbin, found))), '[]')
        FROM pg_constraint k WHERE k.conrelid = found AND k.contype = 'c' AND NOT (k.connoinherit AND cardinality(tree) > 1))`;

/** SQL expression: the constraints of the table `found` that were asked for. */
export const constraintFactsSql = `(
        SELECT coalesce(jsonb_object_agg(k.conname, jsonb_build_object(
          'type', k.contype, 'isEnforced', coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true))), '{}')
        FROM pg_constraint k WHERE k.conrelid = found AND k.conname IN (SELECT jsonb_array_elements_text(item -> 'constraints')))`;

/** SQL expression: the indexes of the table `found` that were asked for, with their columns. */
export const indexFactsSql = `(
        SELECT coalesce(jsonb_object_agg(wanted_index, jsonb_build_object('columns', (
          SELECT coalesce(jsonb_agg(a.attname), '[]') FROM pg_attribute a WHERE a.attrelid = found AND a.attnum = ANY (i.indkey)
        ))), '{}')
        FROM jsonb_array_elements_text(item -> 'indexes') AS wanted_index
        JOIN pg_index i ON i.indrelid = found
        JOIN pg_class c ON c.oid = i.indexrelid AND c.relname = (parse_ident(wanted_index)::name[])[array_length(parse_ident(wanted_index), 1)])`;

/** The bound as a condition over the one column of the key; its values are literals of the column's type. */
const boundSql = `CASE item -> 'attach' -> 'bound' ->> 'kind'
          WHEN 'list' THEN (
            SELECT format('%1$I IS NOT NULL AND %1$I IN (%2$s)', key[1], string_agg(format('CAST(%L AS %s)', v, key_type), ', '))
            FROM jsonb_array_elements_text(item -> 'attach' -> 'bound' -> 'values') AS v)
          WHEN 'range' THEN format('%I IS NOT NULL', key[1])
            || coalesce(format(' AND %I >= CAST(%L AS %s)', key[1], item -> 'attach' -> 'bound' ->> 'from', key_type), '')
            || coalesce(format(' AND %I < CAST(%L AS %s)', key[1], item -> 'attach' -> 'bound' ->> 'to', key_type), '') END`;

/** Whether each index of the parent has its like in the partition, as AttachPartitionEnsureIndexes looks for it. */
const indexesMatchSql = `NOT EXISTS (
            SELECT FROM pg_index pi JOIN pg_class pc ON pc.oid = pi.indexrelid WHERE pi.indrelid = parent AND NOT EXISTS (
              SELECT FROM pg_index ci JOIN pg_class cc ON cc.oid = ci.indexrelid
              WHERE ci.indrelid = found AND ci.indisvalid AND cc.relam = pc.relam AND ci.indisunique = pi.indisunique
                AND ci.indnkeyatts = pi.indnkeyatts AND ci.indcollation = pi.indcollation
                AND ${columnsOfSql('ci')} = ${columnsOfSql('pi')} AND ${familiesOfSql('ci')} = ${familiesOfSql('pi')}
                AND pg_get_expr(ci.indexprs, ci.indrelid) IS NOT DISTINCT FROM pg_get_expr(pi.indexprs, pi.indrelid)
                AND pg_get_expr(ci.indpred, ci.indrelid) IS NOT DISTINCT FROM pg_get_expr(pi.indpred, pi.indrelid)
                AND (EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = ci.indexrelid AND k.contype IN ('p', 'u', 'x'))
                  OR NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = pi.indexrelid AND k.contype IN ('p', 'u', 'x')))))`;

/** Whether each foreign key of the parent has its like in the partition, as tryAttachPartitionForeignKey looks for it. */
const foreignKeysMatchSql = `NOT EXISTS (
            SELECT FROM pg_constraint pk WHERE pk.conrelid = parent AND pk.contype = 'f' AND pk.conparentid = 0 AND NOT EXISTS (
              SELECT FROM pg_constraint ck WHERE ck.conrelid = found AND ck.contype = 'f' AND ck.convalidated
                AND ck.confrelid = pk.confrelid AND ck.confkey = pk.confkey AND ck.conpfeqop = pk.conpfeqop
                AND (ck.condeferrable, ck.condeferred, ck.confupdtype, ck.confdeltype, ck.confmatchtype)
                  = (pk.condeferrable, pk.condeferred, pk.confupdtype, pk.confdeltype, pk.confmatchtype)
                AND ${namesOfSql('ck.conrelid', 'ck.conkey')} = ${namesOfSql('pk.conrelid', 'pk.conkey')}))`;

function namesOfSql(table: string, numbers: string): string {
  return `(SELECT array_agg(a.attname ORDER BY n.place) FROM unnest(${numbers}) WITH ORDINALITY AS n (attnum, place)
                  JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = n.attnum)`;
}

/** Names of an index's columns, null for an expression. */
function columnsOfSql(index: string): string {
  return `(SELECT array_agg(a.attname ORDER BY n.place) FROM unnest(${index}.indkey::int2[]) WITH ORDINALITY AS n (attnum, place)
                  LEFT JOIN pg_attribute a ON a.attrelid = ${index}.indrelid AND a.attnum = n.attnum)`;
}

function familiesOfSql(index: string): string {
  return `(SELECT array_agg(o.opcfamily ORDER BY n.place) FROM unnest(${index}.indclass::oid[]) WITH ORDINALITY AS n (oid, place)
                  JOIN pg_opclass o ON o.oid = n.oid)`;
}

/**
 * PL/pgSQL: `AttachFacts` of the table `found` as a partition of the one that `item` names, into `attach`. Whether checks
 * imply the bound, the planner tells: with constraint_exclusion it does not read a table whose checks leave no row to a
 * query. What it cannot be asked, as the bound of several columns, counts as implied when a check names the whole key.
 */
export const attachFactsSql = `
      attach := NULL;
      IF item -> 'attach' IS NOT NULL AND item -> 'attach' <> 'null' THEN
        wanted := item -> 'attach' ->> 'parent';
        PERFORM set_config('search_path', script_path, true);
        parent := pg_catalog.to_regclass(wanted);
        PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
        SELECT coalesce(array_agg(a.attname ORDER BY k.place), '{}'), count(a.attnum) = max(p.partnatts), min(format_type(a.atttypid, a.atttypmod))
          INTO key, is_plain, key_type
          FROM pg_partitioned_table p CROSS JOIN LATERAL unnest(p.partattrs::int2[]) WITH ORDINALITY AS k (attnum, place)
          LEFT JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.attnum AND k.attnum > 0
          WHERE p.partrelid = parent;
        bound := CASE WHEN is_plain AND cardinality(key) = 1 THEN ${boundSql} END;
        is_implied := NULL;
        IF bound IS NOT NULL THEN
          BEGIN
            PERFORM set_config('constraint_exclusion', 'on', true);
            is_implied := false;
            FOR line IN EXECUTE format('EXPLAIN (COSTS off) SELECT FROM ONLY %s WHERE %s (%s)', found::regclass,
              CASE WHEN item ->> 'kind' = 'default-partition' THEN '' ELSE 'NOT' END, bound)
            LOOP
              is_implied := is_implied OR line LIKE '%One-Time Filter: false%';
            END LOOP;
          EXCEPTION WHEN OTHERS THEN
            is_implied := NULL;
          END;
        END IF;
        attach := jsonb_build_object(
          'partitionKey', CASE WHEN is_plain THEN to_jsonb(key) ELSE '[]' END,
          'isKeyNotNull', NOT EXISTS (SELECT FROM pg_attribute b WHERE b.attrelid = found AND b.attname = ANY (key) AND NOT b.attnotnull),
          'isBoundChecked', coalesce(is_implied, is_plain AND EXISTS (
            SELECT FROM pg_constraint k WHERE k.conrelid = found AND k.contype = 'c' AND k.convalidated AND NOT EXISTS (
              SELECT FROM unnest(key) AS n (name) WHERE NOT EXISTS (
                SELECT FROM pg_attribute b WHERE b.attrelid = found AND b.attname = n.name AND b.attnum = ANY (k.conkey))))),
          'indexesMatch', ${indexesMatchSql},
          'foreignKeysMatch', ${foreignKeysMatchSql});
      END IF;`;

const btree = "(SELECT am.oid FROM pg_am am WHERE am.amname = 'btree')";

/**
 * SQL expression: `TypeChangeFacts` of the column `a`, for the changes of it that `item` asks for. Of a domain its base
 * type counts; `types` has the oids of the types that scripts name.
 */
export const typeChangeFactsSql = `(
            SELECT coalesce(jsonb_object_agg((w ->> 'type') || ' collate ' || coalesce(w ->> 'collation', ''), jsonb_build_object(
              'oldType', format_type(o.base, o.modifier), 'newType', format_type(n.base, n.modifier),
              'newBase', format_type(n.base, NULL), 'isDomain', t.typtype = 'd', 'isChecking', n.checking,
              'isBinaryCoercible', n.base = o.base
                OR EXISTS (SELECT FROM pg_cast c WHERE c.castsource = o.base AND c.casttarget = n.base AND c.castmethod = 'b')
                OR (zone.is_utc AND ARRAY[o.base, n.base] <@ ARRAY['timestamp'::regtype::oid, 'timestamptz'::regtype::oid]),
              'rebuildsIndex', EXISTS (
                SELECT FROM pg_attribute b JOIN pg_index i ON i.indrelid = b.attrelid JOIN pg_class ic ON ic.oid = i.indexrelid
                  CROSS JOIN LATERAL generate_series(0, i.indnkeyatts - 1) AS p
                WHERE b.attrelid = ANY (tree) AND b.attname = a.attname AND NOT b.attisdropped AND (
                  ((i.indexprs IS NOT NULL OR i.indpred IS NOT NULL) AND EXISTS (
                    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = b.attrelid AND d.refobjsubid = b.attnum))
                  OR (i.indkey[p] = b.attnum AND (
                    (i.indcollation[p] = b.attcollation AND coll.oid <> b.attcollation)
                    OR (i.indclass[p] = ${defaultOperatorClass('o.base', 'ic.relam')} AND i.indclass[p] <> ${defaultOperatorClass('n.base', 'ic.relam')})
                    OR (n.base <> o.base AND EXISTS (
                      SELECT FROM pg_opclass x JOIN pg_type xt ON xt.oid = x.opcintype WHERE x.oid = i.indclass[p] AND xt.typtype = 'p')))))),
              'rechecksReference', EXISTS (
                SELECT FROM pg_constraint k WHERE k.contype = 'f'
                  AND ((k.conrelid = found AND a.attnum = ANY (k.conkey)) OR (k.confrelid = found AND a.attnum = ANY (k.confkey)))
              ) AND ${defaultOperatorClass('o.base', btree)} IS DISTINCT FROM ${defaultOperatorClass('n.base', btree)}
            )), '{}')
            FROM jsonb_array_elements(item -> 'typeChanges') AS w
              JOIN pg_type t ON t.oid = (types ->> (w ->> 'type'))::oid
              CROSS JOIN LATERAL (${baseOfSql('a.atttypid', 'a.atttypmod')}) AS o
              CROSS JOIN LATERAL (${baseOfSql('t.oid', '-1')}) AS n
              CROSS JOIN LATERAL (
                SELECT CASE WHEN w ->> 'collation' IS NULL THEN t.typcollation ELSE coalesce(to_regcollation(w ->> 'collation')::oid, 0) END AS oid) AS coll
              CROSS JOIN LATERAL (${isUtcSql("coalesce(w ->> 'timeZone', current_setting('TimeZone'))")}) AS zone
            WHERE w ->> 'column' = a.attname)`;

/** The type under a domain, with its modifier, and whether any domain on the way checks. */
function baseOfSql(type: string, modifier: string): string {
  return `WITH RECURSIVE steps (base, modifier, checking) AS (
                SELECT ${type}, ${modifier}, false
                UNION ALL
                SELECT d.typbasetype, d.typtypmod, s.checking OR d.typnotnull
                  OR EXISTS (SELECT FROM pg_constraint k WHERE k.contypid = d.oid AND k.contype = 'c')
                FROM steps s JOIN pg_type d ON d.oid = s.base AND d.typtype = 'd')
              SELECT s.base, s.modifier, s.checking FROM steps s JOIN pg_type e ON e.oid = s.base WHERE e.typtype <> 'd'`;
}

/** As GetDefaultOpClass finds it: for the type itself, or for one as which it can be read. */
function defaultOperatorClass(type: string, accessMethod: string): string {
  return `(SELECT y.oid FROM pg_opclass y JOIN pg_type yt ON yt.oid = y.opcintype JOIN pg_type z ON z.oid = ${type}
                      WHERE y.opcdefault AND y.opcmethod = ${accessMethod} AND (y.opcintype = z.oid
                        OR (yt.typname = 'anyarray' AND z.typelem <> 0 AND z.typlen = -1) OR (yt.typname = 'anyenum' AND z.typtype = 'e')
                        OR (yt.typname = 'anyrange' AND z.typtype = 'r') OR (yt.typname = 'anymultirange' AND z.typtype = 'm')
                        OR (yt.typname = 'record' AND z.typtype = 'c')
                        OR EXISTS (SELECT FROM pg_cast c WHERE c.castsource = z.oid AND c.casttarget = y.opcintype
                          AND c.castmethod = 'b' AND c.castcontext = 'i'))
                      ORDER BY (y.opcintype = z.oid) DESC, yt.typispreferred DESC LIMIT 1)`;
}

/**
 * Whether a zone is UTC under any of its names, which is when timestamp and timestamptz are stored alike. Africa/Abidjan,
 * which is GMT today, is none: it had its own time until 1912.
 */
function isUtcSql(zone: string): string {
  return `SELECT ${zone} ~* '^((etc/)?(utc|uct|gmt[+-]?0?|universal|zulu|greenwich)|<[+]00>-00)$' AS is_utc`;
}

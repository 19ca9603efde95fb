import type { DatabaseContents, DatabaseObject } from '../../history/contents';
import { pinSearchPathSql } from '../../history/sql/history-sql';
import type { TextRow } from '../session/message-query';

/** The first oid that is not of initdb's. PostgreSQL's source, access/transam.h: FirstNormalObjectId. */
const firstUserOid = 16_384;

/**
 * Everything in the database that is a user's, in the order in which it is dropped: what is in no schema, and schemas
 * with what is in them (also the history). Members of extensions go with these. A column `statement` drops it; of what
 * no transaction can drop it is NULL.
 */
export const droppedObjectsSql = `${pinSearchPathSql}
SELECT position, kind, name, pg_get_userbyid(owner) AS owner, tables, others, statement,
  owner IS NULL OR pg_has_role(owner, 'USAGE') AS ours
FROM (
  SELECT 0 AS position, 'subscription' AS kind, s.subname::text AS name, s.subowner AS owner, 0 AS tables, 0 AS others,
    NULL AS statement
  FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()
  UNION ALL SELECT 1, 'event trigger', t.evtname, t.evtowner, 0, 0, format('DROP EVENT TRIGGER IF EXISTS %I CASCADE', t.evtname)
  FROM pg_event_trigger t WHERE ${isNoMember('pg_event_trigger', 't')}
  UNION ALL SELECT 2, 'publication', p.pubname, p.pubowner, 0, 0, format('DROP PUBLICATION IF EXISTS %I', p.pubname)
  FROM pg_publication p WHERE ${isNoMember('pg_publication', 'p')}
  UNION ALL SELECT 3, 'extension', x.extname, x.extowner, 0, 0, format('DROP EXTENSION IF EXISTS %I CASCADE', x.extname)
  FROM pg_extension x WHERE x.extname <> 'plpgsql'
  UNION ALL SELECT 4, 'foreign-data wrapper', w.fdwname, w.fdwowner, 0, 0,
    format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', w.fdwname)
  FROM pg_foreign_data_wrapper w WHERE ${isNoMember('pg_foreign_data_wrapper', 'w')}
  UNION ALL SELECT 5, 'cast', format_type(c.castsource, NULL) || ' to ' || format_type(c.casttarget, NULL), NULL, 0, 0,
    format('DROP CAST IF EXISTS (%s AS %s) CASCADE', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))
  FROM pg_cast c WHERE c.oid >= ${firstUserOid} AND ${isNoMember('pg_cast', 'c')}
    -- That of a range to its multirange is a part of the type.
    AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = c.oid AND i.deptype = 'i')
  UNION ALL SELECT 5, 'transform', format('for %s language %s', format_type(t.trftype, NULL), l.lanname), NULL, 0, 0,
    format('DROP TRANSFORM IF EXISTS FOR %s LANGUAGE %I CASCADE', format_type(t.trftype, NULL), l.lanname)
  FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
  WHERE t.oid >= ${firstUserOid} AND ${isNoMember('pg_transform', 't')}
  UNION ALL SELECT 6, 'schema', n.nspname, n.nspowner, coalesce(i.tables, 0), coalesce(i.others, 0),
    format('DROP SCHEMA IF EXISTS %I CASCADE', n.nspname)
  FROM pg_namespace n LEFT JOIN (
    SELECT d.refobjid, count(*) FILTER (WHERE c.relkind IN ('r', 'p', 'f')) AS tables,
      count(*) FILTER (WHERE c.relkind IS NULL OR c.relkind NOT IN ('r', 'p', 'f')) AS others
    FROM pg_depend d LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
    WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n' AND d.classid <> 'pg_extension'::regclass
      -- A sequence of a column is the table's.
      AND NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = d.classid AND m.objid = d.objid
        AND (m.deptype = 'e' OR m.deptype IN ('a', 'i') AND c.relkind = 'S'))
    GROUP BY d.refobjid
  ) i ON i.refobjid = n.oid
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND ${isNoMember('pg_namespace', 'n')}
  UNION ALL SELECT 7, 'access method', a.amname, NULL, 0, 0, format('DROP ACCESS METHOD IF EXISTS %I CASCADE', a.amname)
  FROM pg_am a WHERE a.oid >= ${firstUserOid} AND ${isNoMember('pg_am', 'a')}
  UNION ALL SELECT 8, 'language', l.lanname, l.lanowner, 0, 0, format('DROP LANGUAGE IF EXISTS %I CASCADE', l.lanname)
  FROM pg_language l WHERE l.oid >= ${firstUserOid} AND ${isNoMember('pg_language', 'l')}
  UNION ALL SELECT 9, 'default privileges', format('of %s on %s', r.rolname, lower(o.plural)), a.defaclrole, 0, 0,
    -- Granted back as they are from the start, the entry is gone.
    (SELECT string_agg(format('ALTER DEFAULT PRIVILEGES FOR ROLE %I REVOKE ALL ON %s FROM %s CASCADE; ', r.rolname, o.plural,
      CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END), '')
      FROM (SELECT DISTINCT e.grantee FROM aclexplode(a.defaclacl) e) g)
    || format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT ALL ON %s TO %I', r.rolname, o.plural, r.rolname)
    || CASE WHEN a.defaclobjtype IN ('f', 'T')
      THEN format('; ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT ALL ON %s TO PUBLIC', r.rolname, o.plural) ELSE '' END
  FROM pg_default_acl a JOIN pg_roles r ON r.oid = a.defaclrole
    JOIN (VALUES ('r'::"char", 'TABLES'), ('S', 'SEQUENCES'), ('f', 'FUNCTIONS'), ('T', 'TYPES'), ('n', 'SCHEMAS'),
      ('L', 'LARGE OBJECTS')) o(type, plural) ON o.type = a.defaclobjtype
  WHERE a.defaclnamespace = 0
  UNION ALL SELECT 10, 'large objects of', pg_get_userbyid(m.lomowner)::text, m.lomowner, 0, count(*),
    format('SELECT lo_unlink(oid) FROM pg_largeobject_metadata WHERE lomowner = %s', m.lomowner)
  FROM pg_largeobject_metadata m GROUP BY m.lomowner
) dropped ORDER BY position, name`;

/**
 * What of these rows is a user's: not the history, nor a schema `public` that nobody has put anything into, unless one of
 * them cannot be dropped.
 */
export function parseContents(rows: readonly TextRow[]): DatabaseContents {
  return rows.map(parseObject).filter(({ kind, name, droppable, tables, others }) => {
    const isNobodys = kind === 'schema' && (name === 'pgrestify' || (name === 'public' && tables + others === 0));
    return !isNobodys || droppable !== 'yes';
  });
}

function parseObject({ kind, name, owner, tables, others, ours, statement }: TextRow): DatabaseObject {
  return {
    kind: kind ?? '',
    name: name ?? '',
    owner: owner ?? '',
    droppable: statement === null ? 'not-in-transaction' : ours === 't' ? 'yes' : 'not-ours',
    tables: Number(tables),
    others: Number(others),
  };
}

function isNoMember(catalog: string, alias: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${alias}.oid AND e.deptype = 'e')`;
}

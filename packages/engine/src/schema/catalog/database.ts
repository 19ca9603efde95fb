import type { CatalogSource } from './catalog-source';
import {
  comment,
  decode,
  explodeGrants,
  flag,
  grants,
  notOfExtension,
  options,
  roleName,
  routineName,
  unitOf,
} from './expressions';

const current = '(SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())';

/** Without name, owner, encoding and locale, which are given when it is created, not by a migration. */
const database: CatalogSource = {
  kind: 'database',
  id: "'current'",
  fields: {
    grants: grants('d.datacl', 'd', 'd.datdba'),
    settings: `(SELECT ${options('s.setconfig')} FROM pg_db_role_setting AS s WHERE s.setdatabase = d.oid AND s.setrole = 0)`,
    connectionLimit: 'nullif(d.datconnlimit, -1)',
    template: flag('d.datistemplate'),
    refusesConnections: flag('NOT d.datallowconn'),
    // initdb comments its own databases, whose OIDs are below FirstNormalObjectId
    comment: "CASE WHEN d.oid >= 16384 THEN shobj_description(d.oid, 'pg_database') END",
  },
  from: 'pg_database AS d WHERE d.datname = current_database()',
};

/** `ALTER ROLE … IN DATABASE … SET`. Settings of a role in every database belong to the cluster. */
const roleSettings: CatalogSource = {
  kind: 'role settings',
  id: `quote_ident(${roleName('s.setrole')})`,
  fields: { settings: options('s.setconfig') },
  from: `pg_db_role_setting AS s WHERE s.setrole <> 0 AND s.setdatabase = ${current}`,
};

const schema: CatalogSource = {
  kind: 'schema',
  id: 'quote_ident(n.nspname)',
  unit: unitOf('pg_namespace', 'n.oid'),
  fields: {
    owner: roleName('n.nspowner'),
    grants: grants('n.nspacl', 'n', 'n.nspowner'),
    comment: comment('pg_namespace', 'n.oid'),
  },
  from: 'readable_schema AS n',
};

const extension: CatalogSource = {
  kind: 'extension',
  id: 'quote_ident(e.extname)',
  fields: {
    owner: roleName('e.extowner'),
    version: 'e.extversion',
    schema: 'e.extnamespace::regnamespace::text',
    comment: comment('pg_extension', 'e.oid'),
  },
  from: 'pg_extension AS e',
};

const defaultPrivileges: CatalogSource = {
  kind: 'default privileges',
  id: `format('of %I on %s%s', ${roleName('a.defaclrole')},
  ${decode('a.defaclobjtype', { r: 'tables', S: 'sequences', f: 'functions', T: 'types', n: 'schemas', L: 'large objects' })},
  ' in ' || quote_ident(n.nspname))`,
  fields: { grants: explodeGrants('a.defaclacl', 'a.defaclrole') },
  from: `pg_default_acl AS a
LEFT JOIN namespace AS n ON n.oid = a.defaclnamespace
WHERE a.defaclnamespace = 0 OR n.oid IS NOT NULL`,
};

const eventTrigger: CatalogSource = {
  kind: 'event trigger',
  id: 'quote_ident(e.evtname)',
  fields: {
    owner: roleName('e.evtowner'),
    event: 'e.evtevent',
    function: 'e.evtfoid::regprocedure::text',
    tags: '(SELECT jsonb_agg(t ORDER BY t COLLATE "C") FROM unnest(e.evttags) AS t)',
    enabled: decode("nullif(e.evtenabled, 'O')", { D: 'disabled', R: 'replica', A: 'always' }),
    comment: comment('pg_event_trigger', 'e.oid'),
  },
  from: `pg_event_trigger AS e WHERE ${notOfExtension('pg_event_trigger', 'e.oid')}`,
};

const language: CatalogSource = {
  kind: 'language',
  id: 'quote_ident(l.lanname)',
  fields: {
    owner: roleName('l.lanowner'),
    grants: grants('l.lanacl', 'l', 'l.lanowner'),
    trusted: flag('l.lanpltrusted'),
    handler: routineName('l.lanplcallfoid'),
    inline: routineName('l.laninline'),
    validator: routineName('l.lanvalidator'),
    comment: comment('pg_language', 'l.oid'),
  },
  from: `pg_language AS l WHERE l.lanispl AND ${notOfExtension('pg_language', 'l.oid')}`,
};

const transform: CatalogSource = {
  kind: 'transform',
  id: "format('%s language %I', t.trftype::regtype, l.lanname)",
  fields: {
    from: routineName('t.trffromsql'),
    to: routineName('t.trftosql'),
    comment: comment('pg_transform', 't.oid'),
  },
  from: `pg_transform AS t
JOIN pg_language AS l ON l.oid = t.trflang
WHERE ${notOfExtension('pg_transform', 't.oid')}`,
};

const accessMethod: CatalogSource = {
  kind: 'access method',
  id: 'quote_ident(a.amname)',
  fields: {
    type: decode('a.amtype', { i: 'index', t: 'table' }),
    handler: routineName('a.amhandler'),
    comment: comment('pg_am', 'a.oid'),
  },
  from: `pg_am AS a WHERE a.oid >= 16384 AND ${notOfExtension('pg_am', 'a.oid')}`,
};

/** The database itself, and what lies in it outside schemas. */
export const databaseWide: readonly CatalogSource[] = [
  database,
  roleSettings,
  schema,
  extension,
  defaultPrivileges,
  eventTrigger,
  language,
  transform,
  accessMethod,
];

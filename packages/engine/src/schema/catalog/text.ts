import { type CatalogSource, since } from './catalog-source';
import { comment, decode, flag, notOfExtension, qualified, roleName, routineName } from './expressions';

/** The version of the library is left out: it tells of the server. A column that has another name by major is read through JSON. */
const collation: CatalogSource = {
  kind: 'collation',
  id: qualified('n.nspname', 'c.collname'),
  fields: {
    owner: roleName('c.collowner'),
    provider: decode('c.collprovider', { c: 'libc', i: 'icu', b: 'builtin' }),
    nondeterministic: flag('NOT c.collisdeterministic'),
    encoding: 'nullif(c.collencoding, -1)',
    locale: "coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale')",
    collate: 'c.collcollate::text',
    ctype: 'c.collctype::text',
    rules: since(16, 'c.collicurules'),
    comment: comment('pg_collation', 'c.oid'),
  },
  from: `pg_collation AS c
JOIN namespace AS n ON n.oid = c.collnamespace
WHERE ${notOfExtension('pg_collation', 'c.oid')}`,
};

const conversion: CatalogSource = {
  kind: 'conversion',
  id: qualified('n.nspname', 'c.conname'),
  fields: {
    owner: roleName('c.conowner'),
    source: 'pg_encoding_to_char(c.conforencoding)',
    target: 'pg_encoding_to_char(c.contoencoding)',
    function: routineName('c.conproc'),
    default: flag('c.condefault'),
    comment: comment('pg_conversion', 'c.oid'),
  },
  from: `pg_conversion AS c
JOIN namespace AS n ON n.oid = c.connamespace
WHERE ${notOfExtension('pg_conversion', 'c.oid')}`,
};

const configuration: CatalogSource = {
  kind: 'text search configuration',
  id: qualified('n.nspname', 'c.cfgname'),
  fields: {
    owner: roleName('c.cfgowner'),
    parser:
      "(SELECT format('%s.%I', p.prsnamespace::regnamespace, p.prsname) FROM pg_ts_parser AS p WHERE p.oid = c.cfgparser)",
    mappings: `(
      SELECT jsonb_object_agg(m.token, m.dictionaries)
      FROM (
        SELECT
          (SELECT t.alias FROM ts_token_type(c.cfgparser) AS t WHERE t.tokid = m.maptokentype) AS token,
          string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
        FROM pg_ts_config_map AS m WHERE m.mapcfg = c.oid GROUP BY m.maptokentype
      ) AS m)`,
    comment: comment('pg_ts_config', 'c.oid'),
  },
  from: `pg_ts_config AS c
JOIN namespace AS n ON n.oid = c.cfgnamespace
WHERE ${notOfExtension('pg_ts_config', 'c.oid')}`,
};

const dictionary: CatalogSource = {
  kind: 'text search dictionary',
  id: qualified('n.nspname', 'd.dictname'),
  fields: {
    owner: roleName('d.dictowner'),
    template: "format('%s.%I', t.tmplnamespace::regnamespace, t.tmplname)",
    options: 'd.dictinitoption',
    comment: comment('pg_ts_dict', 'd.oid'),
  },
  from: `pg_ts_dict AS d
JOIN namespace AS n ON n.oid = d.dictnamespace
JOIN pg_ts_template AS t ON t.oid = d.dicttemplate
WHERE ${notOfExtension('pg_ts_dict', 'd.oid')}`,
};

const parser: CatalogSource = {
  kind: 'text search parser',
  id: qualified('n.nspname', 'p.prsname'),
  fields: {
    start: routineName('p.prsstart'),
    token: routineName('p.prstoken'),
    end: routineName('p.prsend'),
    headline: routineName('p.prsheadline'),
    types: routineName('p.prslextype'),
    comment: comment('pg_ts_parser', 'p.oid'),
  },
  from: `pg_ts_parser AS p
JOIN namespace AS n ON n.oid = p.prsnamespace
WHERE ${notOfExtension('pg_ts_parser', 'p.oid')}`,
};

const template: CatalogSource = {
  kind: 'text search template',
  id: qualified('n.nspname', 't.tmplname'),
  fields: {
    init: routineName('t.tmplinit'),
    lexize: routineName('t.tmpllexize'),
    comment: comment('pg_ts_template', 't.oid'),
  },
  from: `pg_ts_template AS t
JOIN namespace AS n ON n.oid = t.tmplnamespace
WHERE ${notOfExtension('pg_ts_template', 't.oid')}`,
};

/** How text is ordered, converted and searched. */
export const text: readonly CatalogSource[] = [collation, conversion, configuration, dictionary, parser, template];

import type { CatalogSource } from './catalog-source';
import { comment, flag, notOfExtension, roleName } from './expressions';

const publication: CatalogSource = {
  kind: 'publication',
  id: 'quote_ident(p.pubname)',
  fields: {
    owner: roleName('p.pubowner'),
    allTables: flag('p.puballtables'),
    insert: flag('p.pubinsert'),
    update: flag('p.pubupdate'),
    delete: flag('p.pubdelete'),
    truncate: flag('p.pubtruncate'),
    viaRoot: flag('p.pubviaroot'),
    generatedColumns: "nullif(to_jsonb(p) ->> 'pubgencols', 'n')",
    comment: comment('pg_publication', 'p.oid'),
  },
  from: `pg_publication AS p WHERE ${notOfExtension('pg_publication', 'p.oid')}`,
};

const publishedTable: CatalogSource = {
  kind: 'published table',
  id: "format('%s in %I', t.name, p.pubname)",
  on: 'quote_ident(p.pubname)',
  fields: {},
  from: `pg_publication_rel AS x
JOIN pg_publication AS p ON p.oid = x.prpubid
JOIN relation AS t ON t.oid = x.prrelid`,
  majors: { last: 14 },
};

/** Column lists and row filters came with 15. */
const filteredTable: CatalogSource = {
  ...publishedTable,
  fields: {
    where: 'pg_get_expr(x.prqual, x.prrelid)',
    columns: `(
      SELECT jsonb_agg(a.attname ORDER BY a.attname)
      FROM pg_attribute AS a WHERE a.attrelid = x.prrelid AND a.attnum = ANY (x.prattrs))`,
  },
  majors: { first: 15 },
};

const publishedSchema: CatalogSource = {
  kind: 'published schema',
  id: "format('%I in %I', n.nspname, p.pubname)",
  on: 'quote_ident(p.pubname)',
  fields: {},
  from: `pg_publication_namespace AS x
JOIN pg_publication AS p ON p.oid = x.pnpubid
JOIN namespace AS n ON n.oid = x.pnnspid`,
  majors: { first: 15 },
};

/** Without its connection string, which holds a password and is for superusers only. */
const subscription: CatalogSource = {
  kind: 'subscription',
  id: 'quote_ident(s.subname)',
  fields: {
    owner: roleName('s.subowner'),
    enabled: flag('s.subenabled'),
    publications: '(SELECT jsonb_agg(p ORDER BY p COLLATE "C") FROM unnest(s.subpublications) AS p)',
    slot: 's.subslotname',
    comment: comment('pg_subscription', 's.oid'),
  },
  from: 'pg_subscription AS s WHERE s.subdbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())',
};

/** Publications, what they publish, and subscriptions. */
export const replication: readonly CatalogSource[] = [
  publication,
  publishedTable,
  filteredTable,
  publishedSchema,
  subscription,
];

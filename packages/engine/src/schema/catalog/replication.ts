import { type CatalogSource, since } from './catalog-source';
import { comment, decode, flag, notOfExtension, roleName } from './expressions';

const publication: CatalogSource = {
  kind: 'publication',
  id: 'quote_ident(p.pubname)',
  fields: {
    owner: roleName('p.pubowner'),
    allTables: flag('p.puballtables'),
    allSequences: since(19, flag('p.puballsequences')),
    insert: flag('p.pubinsert'),
    update: flag('p.pubupdate'),
    delete: flag('p.pubdelete'),
    truncate: flag('p.pubtruncate'),
    viaRoot: flag('p.pubviaroot'),
    generatedColumns: since(18, decode("nullif(p.pubgencols, 'n')", { s: 'stored' })),
    comment: comment('pg_publication', 'p.oid'),
  },
  from: `pg_publication AS p WHERE ${notOfExtension('pg_publication', 'p.oid')}`,
};

/** Column lists and row filters came with 15. */
const namedTable = {
  id: "format('%s in %I', t.name, p.pubname)",
  on: 'quote_ident(p.pubname)',
  fields: {
    where: since(15, 'pg_get_expr(x.prqual, x.prrelid)'),
    columns: since(
      15,
      `(
      SELECT jsonb_agg(a.attname ORDER BY a.attname)
      FROM pg_attribute AS a WHERE a.attrelid = x.prrelid AND a.attnum = ANY (x.prattrs))`,
    ),
  },
  from: `pg_publication_rel AS x
JOIN pg_publication AS p ON p.oid = x.prpubid
JOIN relation AS t ON t.oid = x.prrelid`,
} as const;

const publishedTable: CatalogSource = { kind: 'published table', ...namedTable, majors: { last: 18 } };

/** Since 19 the same catalog names the tables that a publication of all tables leaves out. */
const includedTable: CatalogSource = {
  ...publishedTable,
  from: `${namedTable.from} WHERE NOT x.prexcept`,
  majors: { first: 19 },
};

const exceptedTable: CatalogSource = {
  kind: 'table left out',
  id: "format('%s of %I', t.name, p.pubname)",
  on: namedTable.on,
  fields: {},
  from: `${namedTable.from} WHERE x.prexcept`,
  majors: { first: 19 },
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

/**
 * Without its connection string, which holds a password and is for superusers only, and without what the server notes
 * while it runs: how far two-phase commit or the kept rows are, and the position to skip.
 */
const subscription: CatalogSource = {
  kind: 'subscription',
  id: 'quote_ident(s.subname)',
  fields: {
    owner: roleName('s.subowner'),
    enabled: flag('s.subenabled'),
    publications: '(SELECT jsonb_agg(p ORDER BY p COLLATE "C") FROM unnest(s.subpublications) AS p)',
    slot: 's.subslotname',
    binary: flag('s.subbinary'),
    // a boolean until 15
    streaming: decode("nullif(left(s.substream::text, 1), 'f')", { t: 'on', p: 'parallel' }),
    synchronousCommit: "nullif(s.subsynccommit, 'off')",
    twoPhase: since(15, flag("s.subtwophasestate <> 'd'")),
    disableOnError: since(15, flag('s.subdisableonerr')),
    passwordRequired: since(16, 'nullif(s.subpasswordrequired, true)'),
    runAsOwner: since(16, flag('s.subrunasowner')),
    origin: since(16, "nullif(s.suborigin, 'any')"),
    failover: since(17, flag('s.subfailover')),
    server: since(19, '(SELECT f.srvname FROM pg_foreign_server AS f WHERE f.oid = s.subserver)'),
    retainDeadTuples: since(19, flag('s.subretaindeadtuples')),
    maxRetention: since(19, 'nullif(s.submaxretention, 0)'),
    walReceiverTimeout: since(19, "nullif(s.subwalrcvtimeout, '-1')"),
    comment: comment('pg_subscription', 's.oid'),
  },
  from: 'pg_subscription AS s WHERE s.subdbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())',
};

/** Publications, what they publish, and subscriptions. */
export const replication: readonly CatalogSource[] = [
  publication,
  publishedTable,
  includedTable,
  exceptedTable,
  publishedSchema,
  subscription,
];

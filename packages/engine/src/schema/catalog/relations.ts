import type { CatalogSource } from './catalog-source';
import { columnOrder, columns } from './columns';
import { comment, decode, dependsOnExtensions, flag, grants, options, roleName, unitOf } from './expressions';

const unit = unitOf('pg_class', 'r.oid');

/** What every relation with columns has. */
const common: CatalogSource['fields'] = {
  owner: roleName('r.relowner'),
  grants: grants('r.relacl', 'r', 'r.relowner'),
  comment: comment('pg_class', 'r.oid'),
  options: options('r.reloptions'),
  columns: columns('r.oid', 'r.relowner'),
  columnOrder: columnOrder('r.oid'),
};

/** Of relations that hold rows. NULL in `tablespace` is the database's own. */
const stored: CatalogSource['fields'] = {
  accessMethod: '(SELECT am.amname FROM pg_am AS am WHERE am.oid = r.relam)',
  tablespace: '(SELECT s.spcname FROM pg_tablespace AS s WHERE s.oid = r.reltablespace)',
  toastOptions: `(SELECT ${options('toast.reloptions')} FROM pg_class AS toast WHERE toast.oid = r.reltoastrelid)`,
};

/** Of relations that may be parents, children or partitions. */
const inherited: CatalogSource['fields'] = {
  inherits:
    '(SELECT jsonb_agg(i.inhparent::regclass::text ORDER BY i.inhseqno) FROM pg_inherits AS i WHERE i.inhrelid = r.oid)',
  detachPending: flag('(SELECT bool_or(i.inhdetachpending) FROM pg_inherits AS i WHERE i.inhrelid = r.oid)'),
  partitionKey: "CASE r.relkind WHEN 'p' THEN pg_get_partkeydef(r.oid) END",
  partitionBound: 'pg_get_expr(r.relpartbound, r.oid)',
};

const table: CatalogSource = {
  kind: 'table',
  id: 'r.name',
  unit,
  fields: {
    ...common,
    ...stored,
    ...inherited,
    unlogged: flag("r.relpersistence = 'u'"),
    ofType: 'nullif(r.reloftype, 0)::regtype::text',
    rowSecurity: flag('r.relrowsecurity'),
    forceRowSecurity: flag('r.relforcerowsecurity'),
    replicaIdentity: decode("nullif(r.relreplident, 'd')", { n: 'nothing', f: 'full', i: 'index' }),
  },
  from: "relation AS r WHERE r.relkind IN ('r', 'p')",
};

const view: CatalogSource = {
  kind: 'view',
  id: 'r.name',
  unit,
  fields: { ...common, query: 'pg_get_viewdef(r.oid)' },
  from: "relation AS r WHERE r.relkind = 'v'",
};

/** Whether it is populated is left out: that is data. */
const materializedView: CatalogSource = {
  kind: 'materialized view',
  id: 'r.name',
  unit,
  fields: {
    ...common,
    ...stored,
    query: 'pg_get_viewdef(r.oid)',
    dependsOnExtensions: dependsOnExtensions('pg_class', 'r.oid'),
  },
  from: "relation AS r WHERE r.relkind = 'm'",
};

const foreignTable: CatalogSource = {
  kind: 'foreign table',
  id: 'r.name',
  unit,
  fields: {
    ...common,
    ...inherited,
    server: 's.srvname',
    foreignOptions: options('f.ftoptions'),
  },
  from: `relation AS r
JOIN pg_foreign_table AS f ON f.ftrelid = r.oid
JOIN pg_foreign_server AS s ON s.oid = f.ftserver`,
};

/** Its current value is data. Bounds are text: the largest exceeds what a JSON number holds. */
const sequence: CatalogSource = {
  kind: 'sequence',
  id: 'r.name',
  unit,
  fields: {
    owner: roleName('r.relowner'),
    grants: grants('r.relacl', 's', 'r.relowner'),
    comment: comment('pg_class', 'r.oid'),
    unlogged: flag("r.relpersistence = 'u'"),
    type: 'format_type(q.seqtypid, NULL)',
    start: 'q.seqstart::text',
    increment: 'q.seqincrement::text',
    minimum: 'q.seqmin::text',
    maximum: 'q.seqmax::text',
    cache: 'q.seqcache::text',
    cycle: flag('q.seqcycle'),
    ownedBy: `(
      SELECT format('%s.%I', d.refobjid::regclass, a.attname)
      FROM pg_depend AS d
      JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))`,
  },
  from: 'relation AS r JOIN pg_sequence AS q ON q.seqrelid = r.oid',
};

/** Tables, views, materialized views, foreign tables and sequences. */
export const relations: readonly CatalogSource[] = [table, view, materializedView, foreignTable, sequence];

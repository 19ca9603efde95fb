import type { CatalogSource } from './catalog-source';
import { comment, decode, dependsOnExtensions, flag, roleName, unitOf } from './expressions';

const ofTable = unitOf('pg_class', 't.oid');

/** Whether a trigger or rule fires; NULL is the default, `session_replication_role` decides. */
const enabled = (column: string): string =>
  decode(`nullif(${column}, 'O')`, { D: 'disabled', R: 'replica', A: 'always' });

const index: CatalogSource = {
  kind: 'index',
  id: 'r.name',
  on: 't.name',
  unit: ofTable,
  fields: {
    definition: 'pg_get_indexdef(i.indexrelid)',
    invalid: flag('NOT i.indisvalid OR NOT i.indisready'),
    clustered: flag('i.indisclustered'),
    replicaIdentity: flag('i.indisreplident'),
    tablespace: '(SELECT s.spcname FROM pg_tablespace AS s WHERE s.oid = r.reltablespace)',
    statistics: `(
      SELECT jsonb_object_agg(a.attnum::text, a.attstattarget)
      FROM pg_attribute AS a WHERE a.attrelid = r.oid AND a.attstattarget >= 0)`,
    partitionOf: '(SELECT h.inhparent::regclass::text FROM pg_inherits AS h WHERE h.inhrelid = r.oid)',
    dependsOnExtensions: dependsOnExtensions('pg_class', 'r.oid'),
    comment: comment('pg_class', 'r.oid'),
  },
  from: `pg_index AS i
JOIN relation AS r ON r.oid = i.indexrelid
JOIN relation AS t ON t.oid = i.indrelid`,
};

const notNullColumn =
  '(SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1])';

/**
 * Whether the server chose the name of a not-null constraint: `<table>_<column>_not_null`, for a domain `<domain>_not_null`,
 * cut and numbered where it must be. Table and column are those of the day when it was made: they may be called otherwise now.
 */
const isChosenName = `CASE WHEN c.conrelid <> 0
      THEN c.conname ~ '^.+_.+_not_null[0-9]*$' AND c.conname <> ${notNullColumn} || '_not_null'
      ELSE c.conname ~ '^.+_not_null[0-9]*$' END`;

/**
 * Constraints of tables and domains; constraint triggers are under `trigger`. Not-null ones are rows of their own
 * from PostgreSQL 18 on (17 for domains), by their column: before, they had no name, so that a database that came from there
 * by `pg_dump` has names of that day, other than one that ran the same scripts on 18. One that a person gave is `name`.
 * `triggers` shows a foreign key whose checks `DISABLE TRIGGER ALL` switched off.
 * Left out are the copies that a foreign key to a partitioned table keeps per partition on the same table.
 */
const constraint: CatalogSource = {
  kind: 'constraint',
  id: `CASE WHEN c.contype <> 'n' THEN format('%I on %s', c.conname, o.name)
    ELSE format('not null%s on %s', ' of ' || quote_ident(${notNullColumn}), o.name) END`,
  on: 'o.name',
  unit: `CASE WHEN o.conrelid <> 0 THEN ${unitOf('pg_class', 'o.conrelid')} ELSE ${unitOf('pg_type', 'o.contypid')} END`,
  fields: {
    name: `CASE WHEN c.contype = 'n' AND NOT ${isChosenName} THEN c.conname END`,
    definition: 'pg_get_constraintdef(c.oid)',
    notValidated: flag('NOT c.convalidated'),
    inherited: flag('NOT c.conislocal'),
    triggers: `(
      SELECT string_agg(DISTINCT ${enabled('g.tgenabled')} COLLATE "C", ', ')
      FROM pg_trigger AS g WHERE g.tgconstraint = c.oid AND g.tgisinternal AND g.tgenabled <> 'O')`,
    comment: comment('pg_constraint', 'c.oid'),
  },
  from: `(
  SELECT oid AS conrelid, 0::oid AS contypid, name FROM relation
  UNION ALL
  SELECT 0, oid, name FROM type
) AS o
JOIN pg_constraint AS c USING (conrelid, contypid)
WHERE c.contype <> 't'
  AND NOT EXISTS (SELECT FROM pg_constraint AS p WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)`,
};

/** Written by users, and their copies on partitions (which 14 counts as internal); never those that enforce constraints. */
const trigger: CatalogSource = {
  kind: 'trigger',
  id: "format('%I on %s', g.tgname, t.name)",
  on: 't.name',
  unit: ofTable,
  fields: {
    definition: 'pg_get_triggerdef(g.oid)',
    enabled: enabled('g.tgenabled'),
    inherited: flag('g.tgparentid <> 0'),
    dependsOnExtensions: dependsOnExtensions('pg_trigger', 'g.oid'),
    comment: comment('pg_trigger', 'g.oid'),
    // of a constraint trigger, COMMENT ON CONSTRAINT
    constraintComment: comment('pg_constraint', 'g.tgconstraint'),
  },
  from: `pg_trigger AS g
JOIN relation AS t ON t.oid = g.tgrelid
WHERE NOT g.tgisinternal
  OR (g.tgparentid <> 0 AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.oid = g.tgconstraint AND c.contype <> 't'))`,
};

const policy: CatalogSource = {
  kind: 'policy',
  id: "format('%I on %s', p.polname, t.name)",
  on: 't.name',
  unit: ofTable,
  fields: {
    command: decode('p.polcmd', { '*': 'all', r: 'select', a: 'insert', w: 'update', d: 'delete' }),
    restrictive: flag('NOT p.polpermissive'),
    roles: `(
      SELECT jsonb_agg(n.name ORDER BY n.name COLLATE "C")
      FROM (SELECT CASE o WHEN 0 THEN 'PUBLIC' ELSE quote_ident(${roleName('o')}) END AS name FROM unnest(p.polroles) AS o) AS n)`,
    using: 'pg_get_expr(p.polqual, p.polrelid)',
    check: 'pg_get_expr(p.polwithcheck, p.polrelid)',
    comment: comment('pg_policy', 'p.oid'),
  },
  from: 'pg_policy AS p JOIN relation AS t ON t.oid = p.polrelid',
};

const rule: CatalogSource = {
  kind: 'rule',
  id: "format('%I on %s', w.rulename, t.name)",
  on: 't.name',
  unit: ofTable,
  fields: {
    definition: 'pg_get_ruledef(w.oid)',
    enabled: enabled('w.ev_enabled'),
    comment: comment('pg_rewrite', 'w.oid'),
  },
  from: "pg_rewrite AS w JOIN relation AS t ON t.oid = w.ev_class WHERE w.rulename <> '_RETURN'",
};

/**
 * What extended statistics are over, columns by name: the server keeps them as they stand in the table, so that
 * `pg_get_statisticsobjdef` tells a column that was dropped and added again. Expressions stay as they were written.
 */
const statisticsTerms = `(
      SELECT string_agg(x.term, ', ' ORDER BY x.place, x.term COLLATE "C")
      FROM (
        SELECT 0 AS place, quote_ident(a.attname) AS term
        FROM pg_attribute AS a WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys)
        UNION ALL
        SELECT i, e FROM unnest(pg_get_statisticsobjdef_expressions(s.oid)) WITH ORDINALITY AS y (e, i)
      ) AS x)`;

const statistics: CatalogSource = {
  kind: 'statistics',
  id: "format('%I.%I', n.nspname, s.stxname)",
  on: 't.name',
  unit: ofTable,
  fields: {
    owner: roleName('s.stxowner'),
    definition: `format('CREATE STATISTICS %I.%I%s ON %s FROM %s', n.nspname, s.stxname,
      substring(pg_get_statisticsobjdef(s.oid) FROM '( [(][a-z, ]+[)]) ON '), ${statisticsTerms}, t.name)`,
    target: 'nullif(s.stxstattarget, -1)',
    comment: comment('pg_statistic_ext', 's.oid'),
  },
  from: `pg_statistic_ext AS s
JOIN namespace AS n ON n.oid = s.stxnamespace
JOIN relation AS t ON t.oid = s.stxrelid`,
};

/** What belongs to a table or view and is named within it. */
export const tableParts: readonly CatalogSource[] = [index, constraint, trigger, policy, rule, statistics];

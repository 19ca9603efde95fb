import type { CatalogSource } from './catalog-source';
import { comment, decode, flag, notOfExtension, roleName, routineName } from './expressions';

const operator: CatalogSource = {
  kind: 'operator',
  id: 'o.oid::regoperator::text',
  fields: {
    owner: roleName('o.oprowner'),
    function: routineName('o.oprcode'),
    returns: 'nullif(o.oprresult, 0)::regtype::text',
    commutator: 'nullif(o.oprcom, 0)::regoperator::text',
    negator: 'nullif(o.oprnegate, 0)::regoperator::text',
    merges: flag('o.oprcanmerge'),
    hashes: flag('o.oprcanhash'),
    restrict: routineName('o.oprrest'),
    join: routineName('o.oprjoin'),
    comment: comment('pg_operator', 'o.oid'),
  },
  from: `pg_operator AS o
JOIN namespace AS n ON n.oid = o.oprnamespace
WHERE ${notOfExtension('pg_operator', 'o.oid')}`,
};

const operatorClass: CatalogSource = {
  kind: 'operator class',
  id: "format('%I.%I using %I', n.nspname, c.opcname, a.amname)",
  fields: {
    owner: roleName('c.opcowner'),
    type: 'c.opcintype::regtype::text',
    default: flag('c.opcdefault'),
    family: "format('%s.%I', f.opfnamespace::regnamespace, f.opfname)",
    stores: 'nullif(c.opckeytype, 0)::regtype::text',
    comment: comment('pg_opclass', 'c.oid'),
  },
  from: `pg_opclass AS c
JOIN namespace AS n ON n.oid = c.opcnamespace
JOIN pg_am AS a ON a.oid = c.opcmethod
JOIN pg_opfamily AS f ON f.oid = c.opcfamily
WHERE ${notOfExtension('pg_opclass', 'c.oid')}`,
};

/** The operator class that a part of a family came with, and goes with; NULL for one that was added to the family alone. */
const classOf = (catalog: string, oid: string): string => `(
  SELECT format('%s.%I', c.opcnamespace::regnamespace, c.opcname)
  FROM pg_depend AS d JOIN pg_opclass AS c ON c.oid = d.refobjid
  WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.refclassid = 'pg_opclass'::regclass)`;

const operatorFamily: CatalogSource = {
  kind: 'operator family',
  id: "format('%I.%I using %I', n.nspname, f.opfname, a.amname)",
  fields: {
    owner: roleName('f.opfowner'),
    operators: `(
      SELECT jsonb_object_agg(
        format('%s (%s, %s)', o.amopstrategy, o.amoplefttype::regtype, o.amoprighttype::regtype),
        jsonb_strip_nulls(jsonb_build_object(
          'operator', o.amopopr::regoperator::text,
          'orderBy', (
            SELECT format('%s.%I', s.opfnamespace::regnamespace, s.opfname) FROM pg_opfamily AS s WHERE s.oid = o.amopsortfamily),
          'class', ${classOf('pg_amop', 'o.oid')})))
      FROM pg_amop AS o WHERE o.amopfamily = f.oid)`,
    functions: `(
      SELECT jsonb_object_agg(
        format('%s (%s, %s)', p.amprocnum, p.amproclefttype::regtype, p.amprocrighttype::regtype),
        jsonb_strip_nulls(jsonb_build_object(
          'function', ${routineName('p.amproc')},
          'class', ${classOf('pg_amproc', 'p.oid')})))
      FROM pg_amproc AS p WHERE p.amprocfamily = f.oid)`,
    comment: comment('pg_opfamily', 'f.oid'),
  },
  from: `pg_opfamily AS f
JOIN namespace AS n ON n.oid = f.opfnamespace
JOIN pg_am AS a ON a.oid = f.opfmethod
WHERE ${notOfExtension('pg_opfamily', 'f.oid')}`,
};

/** Casts have no schema; those of initdb have OIDs below 16384, `FirstNormalObjectId`. */
const cast: CatalogSource = {
  kind: 'cast',
  id: "format('%s as %s', c.castsource::regtype, c.casttarget::regtype)",
  fields: {
    method: decode('c.castmethod', { f: 'function', i: 'inout', b: 'binary' }),
    function: routineName('c.castfunc'),
    context: decode('c.castcontext', { e: 'explicit', a: 'assignment', i: 'implicit' }),
    comment: comment('pg_cast', 'c.oid'),
  },
  from: `pg_cast AS c WHERE c.oid >= 16384 AND ${notOfExtension('pg_cast', 'c.oid')}`,
};

/** Operators, their classes and families, and casts. */
export const operators: readonly CatalogSource[] = [operator, operatorClass, operatorFamily, cast];

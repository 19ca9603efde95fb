import type { CatalogSource } from './catalog-source';
import {
  comment,
  decode,
  dependsOnExtensions,
  flag,
  grants,
  options,
  roleName,
  routineName,
  unitOf,
} from './expressions';

/** Named by the types of its arguments: their names are part of the definition. */
const id = 'p.oid::regprocedure::text';

const unit = unitOf('pg_proc', 'p.oid');

const common: CatalogSource['fields'] = {
  owner: roleName('p.proowner'),
  grants: grants('p.proacl', 'f', 'p.proowner'),
  comment: comment('pg_proc', 'p.oid'),
  arguments: 'pg_get_function_arguments(p.oid)',
  returns: 'pg_get_function_result(p.oid)',
  volatility: decode('p.provolatile', { i: 'immutable', s: 'stable', v: 'volatile' }),
  parallel: decode('p.proparallel', { s: 'safe', r: 'restricted', u: 'unsafe' }),
  support: routineName('p.prosupport'),
  dependsOnExtensions: dependsOnExtensions('pg_proc', 'p.oid'),
};

/** `source` is the text as written; a body in the SQL standard's form is parsed by the server and is in `body`. */
const routine = (kind: string, codes: string): CatalogSource => ({
  kind,
  id,
  unit,
  fields: {
    ...common,
    window: flag("p.prokind = 'w'"),
    language: 'l.lanname',
    security: decode('p.prosecdef', { true: 'definer', false: 'invoker' }),
    strict: flag('p.proisstrict'),
    leakproof: flag('p.proleakproof'),
    cost: 'p.procost',
    rows: 'nullif(p.prorows, 0)',
    transforms:
      '(SELECT jsonb_agg(o::regtype::text ORDER BY i) FROM unnest(p.protrftypes) WITH ORDINALITY AS x (o, i))',
    settings: options('p.proconfig'),
    source: 'CASE WHEN p.prosqlbody IS NULL THEN p.prosrc END',
    body: 'pg_get_function_sqlbody(p.oid)',
    library: 'p.probin',
  },
  from: `routine AS p
JOIN pg_language AS l ON l.oid = p.prolang
WHERE p.prokind IN (${codes})`,
});

const aggregate: CatalogSource = {
  kind: 'aggregate',
  id,
  unit,
  fields: {
    ...common,
    aggregateKind: decode('g.aggkind', { n: 'normal', o: 'ordered set', h: 'hypothetical set' }),
    stateFunction: routineName('g.aggtransfn'),
    stateType: 'g.aggtranstype::regtype::text',
    stateSpace: 'g.aggtransspace',
    initial: 'g.agginitval',
    finalFunction: routineName('g.aggfinalfn'),
    finalExtra: flag('g.aggfinalextra'),
    finalModify: 'g.aggfinalmodify::text',
    combineFunction: routineName('g.aggcombinefn'),
    serialFunction: routineName('g.aggserialfn'),
    deserialFunction: routineName('g.aggdeserialfn'),
    movingStateFunction: routineName('g.aggmtransfn'),
    movingInverseFunction: routineName('g.aggminvtransfn'),
    movingFinalFunction: routineName('g.aggmfinalfn'),
    movingFinalExtra: flag('g.aggmfinalextra'),
    movingFinalModify: 'g.aggmfinalmodify::text',
    movingStateType: 'nullif(g.aggmtranstype, 0)::regtype::text',
    movingStateSpace: 'nullif(g.aggmtransspace, 0)',
    movingInitial: 'g.aggminitval',
    sortOperator: 'nullif(g.aggsortop, 0)::regoperator::text',
  },
  from: 'routine AS p JOIN pg_aggregate AS g ON g.aggfnoid = p.oid',
};

/** Functions, procedures and aggregates. */
export const routines: readonly CatalogSource[] = [
  routine('function', "'f', 'w'"),
  routine('procedure', "'p'"),
  aggregate,
];

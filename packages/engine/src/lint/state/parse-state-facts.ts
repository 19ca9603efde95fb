import type { ApiFacts, ConstraintState, FunctionState, PolicyState, RelationState, StateFacts } from './state-facts';

/** The answers to `stateFactsSql`, a set of rows for each of its statements, in their order. */
export type StateAnswers = readonly (readonly Readonly<Record<string, string | null>>[])[];

type Row = StateAnswers[number][number];

/** Facts from what the server answered, and the schemas that the config says are served. The parse boundary of the catalog. */
export function parseStateFacts(answers: StateAnswers, schemas: ApiFacts['schemas']): StateFacts {
  const [[version] = [], roles = [], namespaces = [], relations = [], functions = [], extensions = []] = answers;
  return {
    major: Number(version?.major),
    api: {
      schemas,
      roles: roles.map((row) => ({ name: textOf(row.name), memberOf: listOf<string>(row.member_of) })),
    },
    schemas: namespaces.map((row) => ({ name: textOf(row.name), everybodyCreates: row.everybody_creates === 't' })),
    relations: relations.map(parseRelation),
    functions: functions.map(parseFunction),
    extensions: extensions.map((row) => ({ name: textOf(row.name), schema: textOf(row.schema) })),
  };
}

const kinds: Readonly<Record<string, RelationState['kind']>> = {
  r: 'table',
  p: 'table',
  v: 'view',
  m: 'materialized-view',
  f: 'foreign-table',
};

/** As the catalog has it: one property is a letter. */
type Coded<T, Property extends keyof T> = Omit<T, Property> & Readonly<Record<Property, string>>;

function parseRelation(row: Row): RelationState {
  return {
    oid: Number(row.oid),
    schema: textOf(row.schema),
    name: textOf(row.name),
    kind: kinds[textOf(row.kind)] ?? 'table',
    owner: textOf(row.owner),
    isPartition: row.is_partition === 't',
    rowSecurity: row.row_security === 't',
    securityInvoker: row.security_invoker === 't',
    grants: row.grants ? (JSON.parse(row.grants) as RelationState['grants']) : {},
    columns: listOf(row.columns),
    indexes: listOf(row.indexes),
    constraints: listOf<Coded<ConstraintState, 'type'>>(row.constraints).map((constraint) => ({
      ...constraint,
      type: constraintTypes[constraint.type] ?? 'check',
    })),
    policies: listOf<Coded<PolicyState, 'command'>>(row.policies).map((policy) => ({
      ...policy,
      command: commands[policy.command] ?? 'ALL',
    })),
    disabledTriggers: listOf(row.disabled_triggers),
    reads: listOf(row.reads),
  };
}

const constraintTypes: Readonly<Record<string, ConstraintState['type']>> = {
  p: 'primary-key',
  u: 'unique',
  f: 'foreign-key',
  c: 'check',
  x: 'exclusion',
  n: 'not-null',
};

const commands: Readonly<Record<string, PolicyState['command']>> = {
  '*': 'ALL',
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
};

function parseFunction(row: Row): FunctionState {
  return {
    schema: textOf(row.schema),
    name: textOf(row.name),
    args: textOf(row.args),
    securityDefiner: row.security_definer === 't',
    setsSearchPath: row.sets_search_path === 't',
    looksUpNames: row.looks_up_names === 't',
    callableBy: listOf(row.callable_by),
  };
}

function textOf(text: string | null | undefined): string {
  return text ?? '';
}

/** A list that the query wrote as JSON; empty where it is NULL. */
function listOf<T>(text: string | null | undefined): readonly T[] {
  return text === null || text === undefined ? [] : (JSON.parse(text) as readonly T[]);
}

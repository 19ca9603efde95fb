import type { ApiFacts, PolicyState, RelationState, StateFacts, TablePrivilege } from './state-facts';
import type { StateObject } from './state-rule';

/** Tables, views and their like in schemas that PostgREST serves; none where no role is known that it asks as. */
export function servedRelations({ api, relations }: StateFacts): readonly RelationState[] {
  return api.roles.length === 0 ? [] : relations.filter(({ schema }) => api.schemas.includes(schema));
}

/** Roles of the API that have a privilege on it. */
export function rolesWith({ grants }: RelationState, privilege: TablePrivilege): readonly string[] {
  return Object.entries(grants).flatMap(([role, privileges]) => (privileges?.includes(privilege) ? [role] : []));
}

/** Whether any role of the API can do anything with it. */
export function isReachable({ grants }: RelationState): boolean {
  return Object.keys(grants).length > 0;
}

/** `anon may SELECT; authenticated may SELECT, INSERT`. */
export function describeAccess({ grants }: RelationState): string {
  return Object.entries(grants)
    .map(([role, privileges = []]) => `${role} may ${privileges.join(', ')}`)
    .join('; ');
}

/**
 * Whether a policy is one of everybody who asks: of PUBLIC, or of a role that has no rights of another one. A role above
 * others, as `admin`, may well be meant to see everything.
 */
export function isOfEverybody({ roles }: PolicyState, api: ApiFacts): boolean {
  const everybody = api.roles.filter(({ memberOf }) => memberOf.length === 0).map(({ name }) => name);
  return roles.some((role) => role === 'PUBLIC' || everybody.includes(role));
}

/** Whether an expression of a policy is true of every row, as the server prints it. */
export function isAlwaysTrue(expression: string | null): boolean {
  return expression !== null && /^\(*(?:true|\(?(\d+|'[^']*'(?:::text)?) = \1\)?)\)*$/.test(expression);
}

/** `schema.name`. */
export function nameOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${schema}.${name}`;
}

/** A table as what is found. */
export function objectOf({ schema, name }: RelationState): StateObject {
  return { kind: 'relation', schema, name };
}

/** What belongs to a table as what is found. */
export function partOf(
  kind: 'index' | 'constraint' | 'policy' | 'trigger',
  table: RelationState,
  part: { readonly name: string },
): StateObject {
  return { kind, schema: table.schema, table: table.name, name: part.name };
}

/** Everything that a view reads, also by way of other views. */
export function readTables(view: RelationState, { relations }: StateFacts): readonly RelationState[] {
  const found = new Set<RelationState>();
  const visit = ({ reads }: RelationState): void => {
    for (const relation of relations.filter(({ oid }) => reads.includes(oid))) {
      if (found.has(relation)) continue;
      found.add(relation);
      visit(relation);
    }
  };
  visit(view);
  return [...found];
}

import { nameOf, partOf } from '../../state/api-access';
import type { PolicyState, RelationState, TablePrivilege } from '../../state/state-facts';
import type { StateRule } from '../../state/state-rule';

/** Policies of one role and command that are all asked for each row. */
export const multiplePermissivePolicies: StateRule = {
  name: 'multiple-permissive-policies',
  group: 'row security and PostgREST',
  severity: 'notice',
  decidedBy: 'schema',
  finds:
    'Several permissive policies of a table for the same role and command. They are joined by OR: each is asked for each row, and the widest one decides.',
  safeForm: 'Write one policy whose expression says all of it, or make those that narrow it RESTRICTIVE.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL, published boolean NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_own ON notes FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY notes_published ON notes FOR SELECT USING (published);`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL, published boolean NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_read ON notes FOR SELECT TO authenticated USING (published OR owner_id = (SELECT auth.uid()));`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      groupsOf(table).map(({ role, names, commands, last }) => ({
        object: partOf('policy', table, last),
        message: `Policies ${names} on ${nameOf(table)} all decide ${commands.join(', ')} for ${role}.`,
      })),
    ),
};

const privileges = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const satisfies readonly TablePrivilege[];

interface Group {
  readonly role: string;
  readonly names: string;
  readonly commands: TablePrivilege[];
  readonly last: PolicyState;
}

/** One for each role and set of policies, with all commands that it decides. */
function groupsOf({ policies }: RelationState): readonly Group[] {
  const groups = new Map<string, Group>();
  const permissive = policies.filter(({ isPermissive }) => isPermissive);
  for (const role of new Set(permissive.flatMap(({ roles }) => roles))) {
    for (const command of privileges) {
      const asked = permissive.filter((policy) => isAsked(policy, role, command));
      const last = asked.at(-1);
      // What is of PUBLIC alone is told there.
      if (!last || asked.length < 2 || (role !== 'PUBLIC' && asked.every(({ roles }) => roles.includes('PUBLIC'))))
        continue;
      const names = asked.map(({ name }) => name).join(', ');
      const key = JSON.stringify([role, names]);
      const group = groups.get(key) ?? { role: role === 'PUBLIC' ? 'everybody' : role, names, commands: [], last };
      group.commands.push(command);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

function isAsked(policy: PolicyState, role: string, command: TablePrivilege): boolean {
  const ofRole = policy.roles.includes(role) || policy.roles.includes('PUBLIC');
  return ofRole && (policy.command === 'ALL' || policy.command === command);
}

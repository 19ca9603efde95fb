import { assertNever } from '../errors';
import { quoteIdentifier } from '../sql/names/quote';
import { generatedName } from './names';

/**
 * Who may do what with the rows of a new table, through the API.
 * - `owner`: signed-in users, each with the rows whose owner column is their id; nobody else.
 * - `public-read`: everybody reads; rows are written by their owner, or without an owner column by admins.
 * - `admin`: only requests whose JWT says `"role": "admin"`.
 * - `none`: nobody; row level security is on, and policies and grants are left to the user.
 */
export type RowSecurity = 'owner' | 'public-read' | 'admin' | 'none';

/** All modes, as the option lists them. */
export const rowSecurityModes: readonly RowSecurity[] = ['owner', 'public-read', 'admin', 'none'];

/** A policy whose parts are SQL; `using` and `check` are there only where PostgreSQL accepts them. */
export interface PolicyView {
  readonly name: string;
  readonly command: 'ALL' | 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  readonly roles: string;
  readonly using: string | undefined;
  readonly check: string | undefined;
}

/** A grant whose parts are SQL. */
export interface GrantView {
  readonly privileges: string;
  readonly roles: string;
}

/** What lets API requests in: policies say which rows, grants which commands. */
export interface RowSecurityView {
  readonly policies: readonly PolicyView[];
  readonly grants: readonly GrantView[];
}

/**
 * Policies and grants of a mode. In `owner` without an owner column nobody is let in; `deriveTable` refuses that before.
 */
export function deriveRowSecurity(table: string, mode: RowSecurity, ownerColumn: string | undefined): RowSecurityView {
  switch (mode) {
    case 'owner':
      return {
        policies: ownerPolicies(table, ownerColumn, allCommands),
        grants: [grant(allCommands, 'authenticated')],
      };
    case 'public-read': {
      const writes =
        ownerColumn === undefined ? adminPolicies(table) : ownerPolicies(table, ownerColumn, writeCommands);
      return {
        policies: [policy(table, 'SELECT', 'all', 'anon, authenticated', 'true'), ...writes],
        grants: [grant(['SELECT'], 'anon, authenticated'), grant(writeCommands, 'authenticated')],
      };
    }
    case 'admin':
      return {
        policies: [policy(table, 'ALL', 'admin', 'authenticated', isAdmin)],
        grants: [grant(allCommands, 'authenticated')],
      };
    case 'none':
      return { policies: [], grants: [] };
    default:
      return assertNever(mode);
  }
}

type Command = PolicyView['command'];

const writeCommands = ['INSERT', 'UPDATE', 'DELETE'] as const;
const allCommands = ['SELECT', ...writeCommands] as const;

// Inside a sub-select the function is called once for a statement, not once for each row.
const isAdmin = "(SELECT auth.role()) = 'admin'";

function ownerPolicies(
  table: string,
  ownerColumn: string | undefined,
  commands: readonly Command[],
): readonly PolicyView[] {
  const isOwner = ownerColumn === undefined ? 'false' : `${quoteIdentifier(ownerColumn)} = (SELECT auth.uid())`;
  return commands.map((command) => policy(table, command, 'own', 'authenticated', isOwner));
}

function adminPolicies(table: string): readonly PolicyView[] {
  return writeCommands.map((command) => policy(table, command, 'admin', 'authenticated', isAdmin));
}

function policy(table: string, command: Command, who: string, roles: string, condition: string): PolicyView {
  return {
    name: quoteIdentifier(generatedName(table, command.toLowerCase(), who)),
    command,
    roles,
    // PostgreSQL refuses WITH CHECK for SELECT and DELETE, and USING for INSERT.
    using: command === 'INSERT' ? undefined : condition,
    check: command === 'SELECT' || command === 'DELETE' ? undefined : condition,
  };
}

function grant(privileges: readonly string[], roles: string): GrantView {
  return { privileges: privileges.join(', '), roles };
}

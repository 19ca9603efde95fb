import type { TextRow } from '../../postgres/session/message-query';
import { quoteIdentifier } from '../../sql/names/quote';

/** A role as every session may see it: without its password. */
interface CopiedRole {
  readonly name: string;
  /** As CREATE ROLE has them, as `CREATEDB`. */
  readonly attributes: readonly string[];
  /** Roles that it is a member of. */
  readonly memberOf: readonly string[];
}

/** What a dump of one database does not have: the roles that it names, and its schemas. */
export interface DumpSurroundings {
  readonly roles: readonly CopiedRole[];
  /** Schemas of the user's, but that of the history. */
  readonly schemas: readonly string[];
}

/** Roles of the server's own are there already. */
export const selectDumpSurroundingsSql = `SELECT
  (SELECT jsonb_agg(jsonb_build_object('name', r.rolname,
      'attributes', array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
        CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
        CASE WHEN r.rolreplication THEN 'REPLICATION' END, CASE WHEN NOT r.rolinherit THEN 'NOINHERIT' END], NULL),
      'memberOf', ARRAY(SELECT DISTINCT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1)))
    FROM pg_roles r WHERE r.rolname !~ '^pg_') AS roles,
  (SELECT jsonb_agg(n.nspname) FROM pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgrestify')) AS schemas`;

/** What `selectDumpSurroundingsSql` answers: the parse boundary, of a text that our own query made. Pure. */
export function parseDumpSurroundings(row: TextRow | undefined): DumpSurroundings {
  return {
    roles: JSON.parse(row?.roles ?? '[]') as DumpSurroundings['roles'],
    schemas: JSON.parse(row?.schemas ?? '[]') as DumpSurroundings['schemas'],
  };
}

/** Makes the roles on a server that has only this one. They log in nowhere, and are what they are at the source. Pure. */
export function createRolesSql({ roles }: DumpSurroundings, existing: string): string {
  const others = roles.filter(({ name }) => name !== existing);
  return [
    ...others.map(({ name, attributes }) => `CREATE ROLE ${quoteIdentifier(name)} ${attributes.join(' ')} NOLOGIN;`),
    ...others.flatMap(({ name, memberOf }) =>
      memberOf.map((group) => `GRANT ${quoteIdentifier(group)} TO ${quoteIdentifier(name)};`),
    ),
  ].join('\n');
}

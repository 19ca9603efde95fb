import { quoteLiteral } from '../../../sql/names/quote';
import { columnsSql, constraintsSql, indexesSql } from './table-parts-sql';

/** What is asked for. */
export interface StateFactsRequest {
  /** Roles that PostgREST takes for requests; undefined: they are told by what they are. */
  readonly roles: readonly string[] | undefined;
}

/**
 * One message that asks for all that the rules of the state look at, so one round trip: a set of rows for each statement,
 * in the order that `parseStateFacts` takes them in. Only reads. For 14 and newer.
 */
export function stateFactsSql({ roles }: StateFactsRequest): string {
  return [
    // What has no schema in front of it is the system's, and each name of users has one in what the server prints.
    'SET search_path = pg_catalog; SET statement_timeout = 0; SET jit = off',
    'SELECT current_setting($$server_version_num$$)::int / 10000 AS major',
    apiRolesSql(roles),
    `SELECT n.nspname AS name, EXISTS (
      SELECT FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS entry
      WHERE entry.grantee = 0 AND entry.privilege_type = 'CREATE') AS everybody_creates
    FROM pg_namespace AS n WHERE ${ofUsers}`,
    relationsSql(roles),
    functionsSql(roles),
    `SELECT e.extname AS name, n.nspname AS schema
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace`,
  ].join(';\n');
}

const ofUsers = `n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgrestify')`;

const notOfExtension = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;

/**
 * PostgREST logs in as a role without rights of its own (NOINHERIT) and takes another for each request: those that such a
 * role is given. `anon` and `authenticated` are called so everywhere. Who bypasses row level security is no role to judge by.
 */
function apiRoles(roles: readonly string[] | undefined): string {
  const isOne = roles
    ? `r.rolname = ANY (ARRAY[${roles.map(quoteLiteral).join(', ')}]::name[])`
    : `NOT r.rolsuper AND NOT r.rolbypassrls AND NOT r.rolcanlogin AND r.rolname !~ '^pg_' AND (
        r.rolname IN ('anon', 'authenticated')
        OR EXISTS (
          SELECT FROM pg_auth_members AS m JOIN pg_roles AS login ON login.oid = m.member
          WHERE m.roleid = r.oid AND login.rolcanlogin AND NOT login.rolinherit AND NOT login.rolsuper))`;
  return `api AS MATERIALIZED (SELECT r.oid, r.rolname AS name FROM pg_roles AS r WHERE ${isOne})`;
}

function apiRolesSql(roles: readonly string[] | undefined): string {
  return `WITH ${apiRoles(roles)}
    SELECT a.name, (
      SELECT json_agg(other.name) FROM api AS other
      WHERE other.oid <> a.oid AND pg_has_role(a.oid, other.oid, 'MEMBER')) AS member_of
    FROM api AS a ORDER BY a.name`;
}

function relationsSql(roles: readonly string[] | undefined): string {
  return `WITH ${apiRoles(roles)}
    SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind, pg_get_userbyid(c.relowner) AS owner,
      c.relispartition AS is_partition, c.relrowsecurity AS row_security,
      coalesce((SELECT o.option_value::boolean FROM pg_options_to_table(c.reloptions) AS o
        WHERE o.option_name = 'security_invoker'), false) AS security_invoker,
      (SELECT json_object_agg(a.name, p.privileges)
        FROM api AS a CROSS JOIN LATERAL (
          SELECT json_agg(p.name) AS privileges FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p (name)
          WHERE CASE p.name WHEN 'DELETE' THEN has_table_privilege(a.oid, c.oid, p.name)
            ELSE has_any_column_privilege(a.oid, c.oid, p.name) END) AS p
        WHERE p.privileges IS NOT NULL AND has_schema_privilege(a.oid, n.oid, 'USAGE')) AS grants,
      ${columnsSql} AS columns,
      ${indexesSql} AS indexes,
      ${constraintsSql} AS constraints,
      (SELECT json_agg(json_build_object('name', p.polname, 'command', p.polcmd, 'isPermissive', p.polpermissive,
          'roles', (SELECT json_agg(CASE o WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(o)::text END) FROM unnest(p.polroles) AS o),
          'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) ORDER BY p.polname)
        FROM pg_policy AS p WHERE p.polrelid = c.oid) AS policies,
      (SELECT json_agg(DISTINCT jsonb_build_object(
          'kind', CASE WHEN g.tgisinternal THEN 'constraint' ELSE 'trigger' END, 'name', coalesce(k.conname, g.tgname)))
        FROM pg_trigger AS g LEFT JOIN pg_constraint AS k ON k.oid = g.tgconstraint AND g.tgisinternal
        WHERE g.tgrelid = c.oid AND g.tgenabled = 'D' AND g.tgparentid = 0
          AND (NOT g.tgisinternal OR k.conrelid = c.oid)) AS disabled_triggers,
      (SELECT json_agg(DISTINCT d.refobjid::int8)
        FROM pg_rewrite AS w JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
        WHERE w.ev_class = c.oid AND c.relkind IN ('v', 'm') AND d.refclassid = 'pg_class'::regclass
          AND d.refobjid <> c.oid) AS reads
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE ${ofUsers} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${notOfExtension('pg_class', 'c.oid')}
    ORDER BY n.nspname, c.relname`;
}

function functionsSql(roles: readonly string[] | undefined): string {
  return `WITH ${apiRoles(roles)}
    SELECT n.nspname AS schema, p.proname AS name, pg_get_function_identity_arguments(p.oid) AS args,
      p.prosecdef AS security_definer,
      EXISTS (SELECT FROM unnest(p.proconfig) AS s WHERE s LIKE 'search\\_path=%') AS sets_search_path,
      p.prosqlbody IS NULL AND l.lanname NOT IN ('c', 'internal') AS looks_up_names,
      (SELECT json_agg(a.name) FROM api AS a
        WHERE has_schema_privilege(a.oid, n.oid, 'USAGE') AND has_function_privilege(a.oid, p.oid, 'EXECUTE')) AS callable_by
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_language AS l ON l.oid = p.prolang
    WHERE ${ofUsers} AND p.prokind IN ('f', 'p', 'w') AND ${notOfExtension('pg_proc', 'p.oid')}
    ORDER BY n.nspname, p.proname, args`;
}

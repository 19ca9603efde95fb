/** SQL expressions that several kinds of object share. Arguments are SQL expressions too; aliases here are words, theirs letters. */

/**
 * Names the object that others are part of, with which they are read: a relation for its indexes and constraints; a type, a
 * routine, a schema for themselves.
 */
export const unitOf = (catalog: UnitCatalog, oid: string): string => `'${catalog} ' || ${oid}`;

/** Catalogs whose objects are units. */
export type UnitCatalog = 'pg_class' | 'pg_type' | 'pg_proc' | 'pg_namespace';

/** Name of a role. */
export const roleName = (oid: string): string => `pg_get_userbyid(${oid})`;

/** `schema.name`, each quoted where needed. */
export const qualified = (schema: string, name: string): string => `format('%I.%I', ${schema}, ${name})`;

/** True, or NULL: a flag appears in the definition only when it is set. */
export const flag = (expression: string): string => `nullif(${expression}, false)`;

/** Comment of a whole object. PostgREST publishes it. */
export const comment = (catalog: string, oid: string): string => `obj_description(${oid}, '${catalog}')`;

/** The condition that no extension owns the object: members come and go with `CREATE EXTENSION`. */
export const notOfExtension = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM extension_member AS member WHERE member.classid = '${catalog}'::regclass AND member.objid = ${oid})`;

/** Extensions that the object is dropped with: `ALTER … DEPENDS ON EXTENSION`. */
export const dependsOnExtensions = (catalog: string, oid: string): string => `(
  SELECT jsonb_agg(dependency.extname ORDER BY dependency.extname)
  FROM extension_dependency AS dependency
  WHERE dependency.classid = '${catalog}'::regclass AND dependency.objid = ${oid})`;

/** A function by its name and types; NULL where there is none. */
export const routineName = (oid: string): string => `nullif(${oid}::oid, 0)::regprocedure::text`;

/** Words for the one-letter codes of a catalog column; a code that is not named stays as it is. */
export function decode(expression: string, words: Readonly<Record<string, string>>): string {
  const branches = Object.entries(words).map(([code, word]) => `WHEN '${code}' THEN '${word}'`);
  return `CASE ${expression}::text ${branches.join(' ')} ELSE ${expression}::text END`;
}

/** Kinds of object as `acldefault` names them. */
type GrantableType = 'c' | 'r' | 's' | 'd' | 'f' | 'l' | 'n' | 'F' | 'S' | 'T';

/**
 * Grants as `{ role: "INSERT, SELECT" }`. A missing list and one that spells the default out are the same.
 * The owner's are under `<owner>`, so that a change of owner is one difference; who granted is left out.
 */
export const grants = (acl: string, type: GrantableType, owner: string): string =>
  explodeGrants(`coalesce(${acl}, acldefault('${type}', ${owner}))`, owner);

/** As `grants`, for a list that has no default; without what another list has as well. */
export const explodeGrants = (acl: string, owner: string, without?: string): string => `(
  SELECT jsonb_object_agg(granted.grantee, granted.privileges)
  FROM (
    SELECT
      CASE entry.grantee WHEN 0 THEN 'PUBLIC' WHEN ${owner} THEN '<owner>' ELSE quote_ident(${roleName('entry.grantee')}) END AS grantee,
      string_agg(DISTINCT (entry.privilege_type || CASE WHEN entry.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) COLLATE "C", ', ') AS privileges
    FROM aclexplode(${acl}) AS entry
${without === undefined ? '' : exceptGrants(without)}    GROUP BY 1
  ) AS granted)`;

const exceptGrants = (
  acl: string,
): string => `    WHERE (entry.grantee, entry.privilege_type, entry.is_grantable) NOT IN (
      SELECT other.grantee, other.privilege_type, other.is_grantable FROM aclexplode(${acl}) AS other)
`;

/**
 * `{name=value,…}` as an object, its order being without meaning. A value whose name tells of a secret
 * (`app.jwt_secret`, a password of a foreign server) leaves the server only as a digest, since differences are printed.
 * Names that begin with `pg_` are the server's own marks: Debian's 15.20 writes `pg_attver` into each new column.
 */
export const options = (list: string): string =>
  namedValues(
    list,
    "option.name ~* 'secret|passw|token|key|jwt|credential|private|(^|[._])(uri|dsn)|(uri|dsn)($|[._])'",
  );

/** As `options`, of a list whose every value is a secret. */
export const secretOptions = (list: string): string => namedValues(list, 'true');

const namedValues = (list: string, isSecret: string): string => `(
  SELECT jsonb_object_agg(option.name, CASE WHEN ${isSecret}
    THEN 'sha256 ' || left(encode(sha256(convert_to(option.value, 'UTF8')), 'hex'), 12) ELSE option.value END)
  FROM (
    SELECT split_part(item, '=', 1) AS name, substr(item, strpos(item, '=') + 1) AS value FROM unnest(${list}) AS item
  ) AS option
  WHERE option.name !~ '^pg_')`;

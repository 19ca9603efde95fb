/** SQL expressions that several kinds of object share. Arguments are SQL expressions too; aliases here are words, theirs letters. */

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

/** As `grants`, for a list that has no default. */
export const explodeGrants = (acl: string, owner: string): string => `(
  SELECT jsonb_object_agg(granted.grantee, granted.privileges)
  FROM (
    SELECT
      CASE entry.grantee WHEN 0 THEN 'PUBLIC' WHEN ${owner} THEN '<owner>' ELSE quote_ident(${roleName('entry.grantee')}) END AS grantee,
      string_agg(DISTINCT (entry.privilege_type || CASE WHEN entry.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) COLLATE "C", ', ') AS privileges
    FROM aclexplode(${acl}) AS entry
    GROUP BY 1
  ) AS granted)`;

/**
 * `{name=value,…}` as an object, its order being without meaning. A value whose name tells of a secret
 * (`app.jwt_secret`, a password of a foreign server) leaves the server only as a digest, since differences are printed.
 * Names that begin with `pg_` are the server's own marks: Debian's 15.20 writes `pg_attver` into each new column.
 */
export const options = (list: string): string => `(
  SELECT jsonb_object_agg(option.name, CASE WHEN option.name ~* 'secret|passw|token|key|jwt|credential|private|uri|dsn'
    THEN 'sha256 ' || left(encode(sha256(convert_to(option.value, 'UTF8')), 'hex'), 12) ELSE option.value END)
  FROM (
    SELECT split_part(item, '=', 1) AS name, substr(item, strpos(item, '=') + 1) AS value FROM unnest(${list}) AS item
  ) AS option
  WHERE option.name !~ '^pg_')`;

import { quoteLiteral } from '../../sql/names/quote';

/**
 * An SQL expression that looks a written name up by the session's search_path, before that is pinned for the rest of the
 * message. What it found is `resolvedRelationSql` from then on; nothing for an undefined name.
 */
export function resolveRelationSql(written: string | undefined): string {
  const oid = written === undefined ? 'NULL' : `pg_catalog.to_regclass(${quoteLiteral(written)})::pg_catalog.oid`;
  return `pg_catalog.set_config('pgrestify.relation', coalesce(${oid}::pg_catalog.text, '0'), true)`;
}

/** The oid that `resolveRelationSql` found in the same message, 0 for none. */
export const resolvedRelationSql = "current_setting('pgrestify.relation')::oid";

/**
 * An SQL expression for what a written name of one part means, cut to 63 bytes as the server has cut it: `parse_ident`
 * leaves long names whole, the cast does not.
 */
export function writtenNameSql(written: string): string {
  return `(pg_catalog.parse_ident(${quoteLiteral(written)})::pg_catalog.name[])[1]`;
}

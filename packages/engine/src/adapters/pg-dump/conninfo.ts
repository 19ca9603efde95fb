/**
 * A connection string of libpq, `host='…' port=5432`: keys without a value are left out. Unlike arguments of their own,
 * its values can be anything; none may be a secret, since command lines can be read by every user.
 *
 * PostgreSQL docs, 34.1.1.1 keyword/value connection strings.
 */
export function conninfo(parts: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(parts)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${quote(String(value))}`]))
    .join(' ');
}

function quote(value: string): string {
  return /^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll(/['\\]/g, '\\$&')}'`;
}

/** Bytes of a name of PostgreSQL: NAMEDATALEN - 1. */
export const maxNameBytes = 63;

/** A name as the server keeps it: one over 63 bytes is cut, never within a character. */
export function cutName(name: string, maxBytes = maxNameBytes): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= maxBytes) return name;
  let end = maxBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

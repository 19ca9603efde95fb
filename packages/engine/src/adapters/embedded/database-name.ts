import { createHash } from 'node:crypto';

/** Bytes of a name of PostgreSQL (NAMEDATALEN - 1). */
const maxNameBytes = 63;
const taken = new Set(['postgres', 'template0', 'template1']);

/**
 * The name of a project's database: lower-case letters, digits and underscores, so that it needs no quotes anywhere.
 * `@shop/api-core` → `shop_api_core`. A long one is cut, and a hash keeps it apart from others.
 */
export function databaseNameOf(project: string): string {
  const words = project.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const plain = words.join('_');
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 8);
  if (plain === '' || taken.has(plain)) return ['project', ...words, hash].join('_');
  const name = /^[0-9]/.test(plain) ? `p_${plain}` : plain;
  return name.length <= maxNameBytes ? name : `${name.slice(0, maxNameBytes - 9)}_${hash}`;
}

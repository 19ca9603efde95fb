import type { TextRow } from '../../postgres/session/message-query';
import type { SeedCatalog, SeedTable, SeedType } from './seed-table';

/** What `seedCatalogSql` answers. Pure. */
export function parseSeedCatalog(row: TextRow | undefined): SeedCatalog {
  // The parse boundary: our own query made both.
  const tables = JSON.parse(row?.tables ?? '[]') as readonly SeedTable[];
  const types = JSON.parse(row?.types ?? '[]') as readonly RawType[];
  return { tables, types: new Map(types.map((type) => [type.oid, { ...type, kind: kindOf(type) }])) };
}

type RawType = Omit<SeedType, 'kind'> & { readonly kind: string };

/** `typtype` of pg_type; `A`: an array. */
const kinds: ReadonlyMap<string, SeedType['kind']> = new Map([
  ['A', 'array'],
  ['b', 'base'],
  ['c', 'composite'],
  ['d', 'domain'],
  ['e', 'enum'],
  ['r', 'range'],
  ['m', 'multirange'],
]);

function kindOf({ kind }: RawType): SeedType['kind'] {
  return kinds.get(kind) ?? 'other';
}

import type { CatalogRow } from '../../ports';
import type { Objects } from './mending';
import { ownerOf, partName } from './read-definition';

/** Kinds that `COMMENT ON`, `DROP` and `ALTER … OWNER TO` name by word and id. */
const words: ReadonlyMap<string, string> = new Map([
  ['access method', 'ACCESS METHOD'],
  ['aggregate', 'AGGREGATE'],
  ['base type', 'TYPE'],
  ['collation', 'COLLATION'],
  ['composite type', 'TYPE'],
  ['conversion', 'CONVERSION'],
  ['domain', 'DOMAIN'],
  ['enum', 'TYPE'],
  ['event trigger', 'EVENT TRIGGER'],
  ['extension', 'EXTENSION'],
  ['foreign data wrapper', 'FOREIGN DATA WRAPPER'],
  ['foreign server', 'SERVER'],
  ['foreign table', 'FOREIGN TABLE'],
  ['function', 'FUNCTION'],
  ['index', 'INDEX'],
  ['language', 'LANGUAGE'],
  ['materialized view', 'MATERIALIZED VIEW'],
  ['procedure', 'PROCEDURE'],
  ['publication', 'PUBLICATION'],
  ['range type', 'TYPE'],
  ['schema', 'SCHEMA'],
  ['sequence', 'SEQUENCE'],
  ['statistics', 'STATISTICS'],
  ['subscription', 'SUBSCRIPTION'],
  ['table', 'TABLE'],
  ['text search configuration', 'TEXT SEARCH CONFIGURATION'],
  ['text search dictionary', 'TEXT SEARCH DICTIONARY'],
  ['text search parser', 'TEXT SEARCH PARSER'],
  ['text search template', 'TEXT SEARCH TEMPLATE'],
  ['view', 'VIEW'],
]);

/**
 * An object as `COMMENT ON` and `DROP` name it: `TABLE public.t`, `POLICY p ON public.t`. Undefined for kinds that neither
 * knows, as grants, and for not-null constraints, whose names the snapshot does not tell.
 */
export function addressOf(row: CatalogRow, objects: Objects): string | undefined {
  const word = words.get(row.kind);
  if (word !== undefined) return `${word} ${row.kind === 'aggregate' ? row.id.replace(/\(\)$/, '(*)') : row.id}`;
  switch (row.kind) {
    case 'policy':
    case 'rule':
    case 'trigger':
      return `${row.kind.toUpperCase()} ${partName(row)} ON ${ownerOf(row)}`;
    case 'constraint': {
      if (isNotNull(row)) return undefined;
      const ofDomain = objects.named(ownerOf(row))?.kind === 'domain' ? 'DOMAIN ' : '';
      return `CONSTRAINT ${partName(row)} ON ${ofDomain}${ownerOf(row)}`;
    }
    case 'operator class':
    case 'operator family': {
      const at = row.id.lastIndexOf(' using ');
      return `${row.kind.toUpperCase()} ${row.id.slice(0, at)} USING ${row.id.slice(at + ' using '.length)}`;
    }
    default:
      return undefined;
  }
}

/** A not-null constraint is told by its column: `not null of a on public.t`. A name with blanks would be in quotes. */
export function isNotNull(row: CatalogRow): boolean {
  return row.kind === 'constraint' && row.id.startsWith('not null');
}

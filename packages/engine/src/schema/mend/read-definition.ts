import type { CatalogRow } from '../../ports';
import { definitionOf, isObject } from '../definition';

type Properties = Readonly<Record<string, unknown>>;

/** A property that is a text; undefined without it. */
export function textOf(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' ? value : undefined;
}

/** A property that is a text or a number, as text; undefined without it. */
export function numberOf(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'number' || typeof value === 'string' ? `${value}` : undefined;
}

/** Names and values of a property that is an object; empty without it. */
export function entriesOf(properties: Properties, name: string): readonly (readonly [string, unknown])[] {
  const value = properties[name];
  return isObject(value) ? Object.entries(value) : [];
}

/** Texts of a property that is a list; empty without it. */
export function listOf(properties: Properties, name: string): readonly string[] {
  const value = properties[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** What an object is a part of, as the table of an index; empty for one that stands by itself. */
export function ownerOf(row: CatalogRow): string {
  return textOf(definitionOf(row), 'on') ?? '';
}

/** The name of a part within its table: `pol` of `pol on public.t`, quoted where needed. */
export function partName(row: CatalogRow): string {
  return row.id.slice(0, -` on ${ownerOf(row)}`.length);
}

/** Whether a value left the server as a digest alone, since it may be a secret. */
export function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^sha256 [0-9a-f]{12}$/.test(value);
}

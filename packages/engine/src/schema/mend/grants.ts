import type { CatalogRow } from '../../ports';
import { quoteIdentifier } from '../../sql/names/quote';
import { definitionOf } from '../definition';
import type { MendStatement } from './mending';
import { entriesOf, textOf } from './read-definition';

/** Kinds whose rights are given, as GRANT names them, and what PUBLIC may do with a new one. */
const grantable: ReadonlyMap<string, { readonly word: string; readonly toPublic?: string }> = new Map([
  ['aggregate', { word: 'FUNCTION', toPublic: 'EXECUTE' }],
  ['base type', { word: 'TYPE', toPublic: 'USAGE' }],
  ['composite type', { word: 'TYPE', toPublic: 'USAGE' }],
  ['domain', { word: 'DOMAIN', toPublic: 'USAGE' }],
  ['enum', { word: 'TYPE', toPublic: 'USAGE' }],
  ['foreign data wrapper', { word: 'FOREIGN DATA WRAPPER' }],
  ['foreign server', { word: 'FOREIGN SERVER' }],
  ['foreign table', { word: 'TABLE' }],
  ['function', { word: 'FUNCTION', toPublic: 'EXECUTE' }],
  ['language', { word: 'LANGUAGE', toPublic: 'USAGE' }],
  ['materialized view', { word: 'TABLE' }],
  ['procedure', { word: 'PROCEDURE', toPublic: 'EXECUTE' }],
  ['range type', { word: 'TYPE', toPublic: 'USAGE' }],
  ['schema', { word: 'SCHEMA' }],
  ['sequence', { word: 'SEQUENCE' }],
  ['table', { word: 'TABLE' }],
  ['view', { word: 'TABLE' }],
]);

/** `<owner>` in the snapshot: rights that the owner holds as such. */
const ofOwner = '<owner>';

/** Privileges of a grantee → whether they may be passed on. */
type Privileges = ReadonlyMap<string, 'with grant option' | 'plain'>;

/** An object as GRANT names it; undefined for kinds without rights. */
export function grantTarget({ kind, id }: CatalogRow): string | undefined {
  const word = grantable.get(kind)?.word;
  return word === undefined ? undefined : `${word} ${id}`;
}

/** What brings one role's rights from `actual` to `expected`, texts like `INSERT, SELECT WITH GRANT OPTION`. */
export function changeGrants(
  target: string,
  role: string,
  { expected, actual, column }: { readonly expected: unknown; readonly actual: unknown; readonly column?: string },
  owner: string | undefined,
): readonly MendStatement[] | undefined {
  const grantee = role === ofOwner ? owner : role;
  if (grantee === undefined) return undefined;
  const [wanted, present] = [parsePrivileges(expected), parsePrivileges(actual)];
  const named = (names: readonly string[]) =>
    names.map((name) => (column === undefined ? name : `${name} (${column})`)).join(', ');
  const pick = (from: Privileges, chosen: (name: string) => boolean) => [...from.keys()].filter(chosen);
  const gone = pick(present, (name) => !wanted.has(name));
  const withoutOption = pick(
    present,
    (name) => wanted.get(name) === 'plain' && present.get(name) === 'with grant option',
  );
  const plain = pick(wanted, (name) => wanted.get(name) === 'plain' && !present.has(name));
  const passed = pick(
    wanted,
    (name) => wanted.get(name) === 'with grant option' && present.get(name) !== 'with grant option',
  );
  const grant = (sql: string): MendStatement => ({ phase: 'grant', sql });
  return [
    ...(gone.length > 0 ? [grant(`REVOKE ${named(gone)} ON ${target} FROM ${grantee}`)] : []),
    ...(withoutOption.length > 0
      ? [grant(`REVOKE GRANT OPTION FOR ${named(withoutOption)} ON ${target} FROM ${grantee}`)]
      : []),
    ...(plain.length > 0 ? [grant(`GRANT ${named(plain)} ON ${target} TO ${grantee}`)] : []),
    ...(passed.length > 0 ? [grant(`GRANT ${named(passed)} ON ${target} TO ${grantee} WITH GRANT OPTION`)] : []),
  ];
}

/** Rights on an object that is made anew: what differs from those of a new one, and default privileges may have added. */
export function makeGrants(row: CatalogRow): readonly MendStatement[] {
  const target = grantTarget(row);
  if (target === undefined) return [];
  const definition = definitionOf(row);
  const toPublic = grantable.get(row.kind)?.toPublic;
  const grants = entriesOf(definition, 'grants').filter(([role]) => role !== ofOwner);
  const publicOnes =
    toPublic === undefined || grants.some(([role]) => role === 'PUBLIC')
      ? grants
      : [...grants, ['PUBLIC', undefined] as const];
  return [
    ...publicOnes.flatMap(
      ([role, expected]) =>
        changeGrants(target, role, { expected, actual: role === 'PUBLIC' ? toPublic : undefined }, undefined) ?? [],
    ),
    ...entriesOf(definition, 'columns').flatMap(([name, column]) => makeColumnGrants(row, name, column)),
  ];
}

/** Rights on a column that is made anew. */
export function makeColumnGrants(row: CatalogRow, name: string, column: unknown): readonly MendStatement[] {
  const properties = typeof column === 'object' && column !== null ? { ...column } : {};
  return entriesOf(properties, 'grants').flatMap(
    ([role, expected]) =>
      changeGrants(
        `TABLE ${row.id}`,
        role,
        { expected, actual: undefined, column: quoteIdentifier(name) },
        textOf(definitionOf(row), 'owner'),
      ) ?? [],
  );
}

function parsePrivileges(text: unknown): Privileges {
  if (typeof text !== 'string') return new Map();
  return new Map(
    text.split(', ').map((each) => {
      const name = each.replace(/ WITH GRANT OPTION$/, '');
      return [name, name === each ? 'plain' : 'with grant option'] as const;
    }),
  );
}

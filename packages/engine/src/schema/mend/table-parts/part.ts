import type { CatalogRow } from '../../../ports';
import { definitionOf } from '../../definition';
import type { Attempt, Change, KindOfMend, MendStatement, Schemas } from '../mending';
import type { Phase } from '../phases';
import { listOf, ownerOf, partName, textOf } from '../read-definition';

/** A statement of a phase. */
export const statement = (phase: Phase, sql: string): MendStatement => ({ phase, sql });

/** What made the object, as the server tells it. */
export const made = (row: CatalogRow): string => (textOf(definitionOf(row), 'definition') ?? '').replace(/;$/, '');

/** Whether nothing differs but those properties. */
export const isAmong = ({ fields }: Change, ...names: readonly string[]): boolean =>
  fields.every(({ path: [name = ''] }) => names.includes(name));

/** `DISABLE`, `ENABLE REPLICA`, `ENABLE ALWAYS` or `ENABLE`, of a trigger or rule. */
function enable(row: CatalogRow): string {
  const words = new Map([
    ['disabled', 'DISABLE'],
    ['replica', 'ENABLE REPLICA'],
    ['always', 'ENABLE ALWAYS'],
  ]);
  return words.get(textOf(definitionOf(row), 'enabled') ?? '') ?? 'ENABLE';
}

/** Whether it fires, where that is not as by default. */
export const enabledIfOther = (row: CatalogRow): readonly MendStatement[] =>
  textOf(definitionOf(row), 'enabled') === undefined ? [] : [setEnabled(row)];

/** Sets whether it fires. */
export const setEnabled = (row: CatalogRow): MendStatement =>
  statement('mark', `ALTER TABLE ${ownerOf(row)} ${enable(row)} ${row.kind.toUpperCase()} ${partName(row)}`);

/** The extensions that an object is dropped with. */
export const dependencies = (row: CatalogRow, address: string): readonly MendStatement[] =>
  listOf(definitionOf(row), 'dependsOnExtensions').map((name) =>
    statement('mark', `ALTER ${address} DEPENDS ON EXTENSION ${name}`),
  );

/** Drops what is there and makes what is expected. */
export function anew(kind: KindOfMend, { expected, actual }: Change, schemas: Schemas): Attempt {
  const [gone, come] = [kind.drop?.(actual, schemas), kind.make?.(expected, schemas)];
  if (!gone || !come) return { statements: [], unmended: ['definition'] };
  return { statements: [...gone, ...come], unmended: [] };
}

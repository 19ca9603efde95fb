import type { CatalogRow } from '../../ports';
import { definitionOf, isObject } from '../../schema/definition';

/** Tells whether a script gives the database or a role that setting. */
export type MakesSetting = (name: string) => boolean;

/**
 * Which settings of the database and its roles scripts make themselves, by their words: the name of the setting, in a script
 * that has ALTER DATABASE, ROLE or USER, also as the text of a DO block. All other settings are an administrator's.
 */
export function settingsMadeBy(scripts: readonly string[]): MakesSetting {
  const altering = scripts.filter((text) => /\balter\s+(?:database|role|user)\b/i.test(text)).join('\n');
  const words = new Set(altering.toLowerCase().match(/[\w.]+/g));
  const spoken: Readonly<Record<string, RegExp>> = {
    timezone: /\btime\s+zone\b/i,
    connectionLimit: /\bconnection\s+limit\b/i,
    template: /\bis_template\b/i,
    refusesConnections: /\ballow_connections\b/i,
  };
  return (name) =>
    words.has(name.toLowerCase()) || (spoken[name] ?? spoken[name.toLowerCase()])?.test(altering) === true;
}

/**
 * What the scripts make, with the settings of the database and its roles that an administrator gave the live one: the
 * migrations neither make nor undo them, so that they are no drift. Pure.
 */
export function takeOverSettings(
  expected: readonly CatalogRow[],
  actual: readonly CatalogRow[],
  makes: MakesSetting,
): readonly CatalogRow[] {
  const given = actual.filter(({ kind }) => kind === 'database' || kind === 'role settings');
  const rows = new Map(expected.map((row) => [keyOf(row), row]));
  for (const row of given) {
    const own = rows.get(keyOf(row)) ?? { ...row, definition: {} };
    const taken = takeOver(definitionOf(own), definitionOf(row), makes);
    if (rows.has(keyOf(row)) || Object.keys(taken).length > 0) rows.set(keyOf(row), { ...own, definition: taken });
  }
  return [...rows.values()];
}

const keyOf = ({ kind, id }: CatalogRow): string => JSON.stringify([kind, id]);

/** Limits of the database, which stand beside its settings. */
const limits = ['connectionLimit', 'template', 'refusesConnections'];

type Definition = Readonly<Record<string, unknown>>;

function takeOver(expected: Definition, actual: Definition, makes: MakesSetting): Definition {
  const settings = {
    ...keep(entriesOf(actual.settings), (name) => !makes(name)),
    ...keep(entriesOf(expected.settings), makes),
  };
  const { settings: _, ...rest } = expected;
  return {
    ...keep(Object.entries(rest), (name) => !limits.includes(name) || makes(name)),
    ...keep(Object.entries(actual), (name) => limits.includes(name) && !makes(name)),
    ...(Object.keys(settings).length > 0 && { settings }),
  };
}

function keep(entries: readonly (readonly [string, unknown])[], wanted: (name: string) => boolean): Definition {
  return Object.fromEntries(entries.filter(([name]) => wanted(name)));
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isObject(value) ? Object.entries(value) : [];

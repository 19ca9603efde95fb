import type { IgnoredObjects } from '../../config/settings';
import type { CatalogRow } from '../../ports';
import type { SchemaDifference } from '../../schema';
import { definitionOf } from '../../schema/definition';
import { findToolObjects, type ToolObject } from './known-tools';

/** Differences that a comparison does not count, apart from the others. */
export interface Divided {
  readonly counted: readonly SchemaDifference[];
  /** By `drift.ignore` of the config. */
  readonly ignored: readonly SchemaDifference[];
  /** Where other migration tools keep their history. */
  readonly ofTools: readonly SchemaDifference[];
  /** What the setup of the shadow stands for, and what is in its schemas beside what scripts make. */
  readonly ofSetup: readonly SchemaDifference[];
  readonly tools: readonly ToolObject[];
}

/** What a comparison does not count beside the history of other tools. */
export interface LeftOut {
  /** `drift.ignore` of the config. */
  readonly ignore: readonly IgnoredObjects[];
  /** What the setup of the shadow changed in an empty database. */
  readonly setup: readonly SchemaDifference[];
}

/**
 * Takes out of differences what the config ignores, what only the database has for another migration tool, and what the
 * setup of the shadow is only a stand-in for. A part goes with what it is a part of: an index with its table, a sequence
 * with its column. Pure.
 */
export function divideDifferences(
  differences: readonly SchemaDifference[],
  { expected, actual }: { readonly expected: readonly CatalogRow[]; readonly actual: readonly CatalogRow[] },
  { ignore, setup }: LeftOut,
): Divided {
  const rows = [...expected, ...actual];
  const namesOf = namer(rows);
  const matches = ignore.map((each) => matcher(each, rows));
  const isIgnored = (difference: SchemaDifference) => matches.some((match) => match(difference, namesOf(difference)));
  const tools = findToolObjects(actual);
  const isOfTool = (difference: SchemaDifference) =>
    difference.change === 'added' && namesOf(difference).some((name) => tools.some((tool) => isIn(name, tool)));
  const ignored = differences.filter(isIgnored);
  const ofTools = differences.filter((difference) => !ignored.includes(difference) && isOfTool(difference));
  const isGiven = setupMatcher(setup, namesOf);
  const others = differences.filter((each) => !ignored.includes(each) && !ofTools.includes(each));
  const found = tools.filter((tool) => ofTools.some((each) => namesOf(each).some((name) => isIn(name, tool))));
  const counted = others.filter((each) => !isGiven(each));
  return { counted, ignored, ofTools, ofSetup: others.filter(isGiven), tools: found };
}

/** What the setup made, and of what only the database has: parts of that, and what is in the schemas that it made. */
function setupMatcher(
  setup: readonly SchemaDifference[],
  namesOf: (difference: SchemaDifference) => readonly string[],
): (difference: SchemaDifference) => boolean {
  const keys = new Set(setup.map(({ kind, id }) => `${kind} ${id}`));
  const made = setup.filter(({ change }) => change === 'added');
  const ids = new Set(made.map(({ id }) => id));
  const schemas = made.flatMap(({ kind, id }) => (kind === 'schema' ? [`${id}.`] : []));
  const isWithin = (name: string) => ids.has(name) || schemas.some((schema) => name.startsWith(schema));
  return (difference) =>
    keys.has(`${difference.kind} ${difference.id}`) ||
    (difference.change === 'added' && namesOf(difference).some(isWithin));
}

/** The names under which an object can be meant: its own, that of what it is a part of, that of a sequence's table. */
function namer(rows: readonly CatalogRow[]): (difference: SchemaDifference) => readonly string[] {
  const owners = new Map(
    rows.flatMap(({ kind, id, definition }) => {
      const { ownedBy } = definitionOf({ kind, id, definition });
      return typeof ownedBy === 'string' ? [[id, ownedBy.slice(0, ownedBy.lastIndexOf('.'))] as const] : [];
    }),
  );
  return ({ kind, id, on }) => {
    const owner = kind === 'sequence' ? owners.get(id) : undefined;
    return [id, ...(on === undefined ? [] : [on]), ...(owner === undefined ? [] : [owner])];
  };
}

function isIn(name: string, { kind, id }: ToolObject): boolean {
  return name === id || (kind === 'schema' && name.startsWith(`${id}.`));
}

/** Whether an object is meant, by the names that it goes by. Quotes count for nothing; a name without a schema is one of public. */
function matcher(
  ignored: IgnoredObjects,
  rows: readonly CatalogRow[],
): (difference: SchemaDifference, names: readonly string[]) => boolean {
  if (typeof ignored === 'string') {
    const whole = new RegExp(`^(?:public\\.)?${patternOf(ignored)}$`, 's');
    return (_, names) => names.some((name) => whole.test(plain(name)));
  }
  if ('partitionsOf' in ignored) {
    const partitions = partitionsOf(plain(ignored.partitionsOf), rows);
    return (_, names) => names.some((name) => partitions.has(plain(name)));
  }
  if ('schema' in ignored) {
    const schema = new RegExp(`^${patternOf(ignored.schema)}$`, 's');
    const within = new RegExp(`^${patternOf(ignored.schema)}\\.`, 's');
    return ({ kind }, names) => names.some((name) => (kind === 'schema' ? schema : within).test(plain(name)));
  }
  if ('extension' in ignored) {
    const extension = new RegExp(`^${patternOf(ignored.extension)}$`, 's');
    return ({ kind, id }) => kind === 'extension' && extension.test(plain(id));
  }
  const role = new RegExp(`^${patternOf(ignored.owner)}$`, 's');
  const owned = new Set(rows.filter((row) => isOwnedBy(row, role)).map(({ id }) => id));
  return (_, names) => names.some((name) => owned.has(name));
}

/** A name in which `*` stands for anything, as a regular expression. */
function patternOf(name: string): string {
  return plain(name)
    .split('*')
    .map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
}

function isOwnedBy(row: CatalogRow, role: RegExp): boolean {
  const { owner } = definitionOf(row);
  return typeof owner === 'string' && role.test(owner);
}

function plain(name: string): string {
  return name.replaceAll('"', '');
}

/** Partitions of a table, and theirs. */
function partitionsOf(table: string, rows: readonly CatalogRow[]): ReadonlySet<string> {
  const children = rows.flatMap((row) => {
    const { inherits, partitionBound } = definitionOf(row);
    const parents = Array.isArray(inherits) && typeof partitionBound === 'string' ? inherits : [];
    return parents.map((parent) => ({ id: plain(row.id), parent: plain(String(parent)) }));
  });
  const found = new Set<string>();
  const roots = [table, `public.${table}`];
  for (let next = roots; next.length > 0; ) {
    next = children.filter(({ id, parent }) => next.includes(parent) && !found.has(id)).map(({ id }) => id);
    for (const id of next) found.add(id);
  }
  return found;
}

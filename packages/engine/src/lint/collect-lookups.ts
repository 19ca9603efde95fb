import type { LintScript } from './lint-script';
import type { Excuse, Target } from './rule';
import type { RunState } from './run-state';
import type { Name } from './statements/names';
import type { CatalogLookups, RelationLookup } from './table-catalog';
import { walkRun } from './walk-run';

/** What must be asked of the database to judge the statements of a run; nothing when they touch no table that exists. */
export function collectLookups(scripts: readonly LintScript[]): CatalogLookups {
  const relations = new Map<string, RelationLookup>();
  const functions = new Set<string>();
  const types = new Set<string>();
  const ask = (target: Target, excuses: readonly Excuse[], state: RunState): void => {
    const lookup = lookupOf(target, state);
    if (!lookup) return;
    const known = relations.get(lookup.id) ?? lookup;
    relations.set(
      lookup.id,
      excuses.reduce((asked, excuse) => withExcuse(asked, excuse, state), known),
    );
    for (const excuse of excuses) {
      if (excuse.kind === 'computed-once') for (const name of excuse.functions) functions.add(name);
      if (excuse.kind === 'computed-once' || excuse.kind === 'domain-default') types.add(excuse.type);
    }
  };
  for (const { found, locks, work, state } of walkRun(scripts)) {
    for (const { target, unless = [], alsoLocks } of [...found.map(({ fact }) => fact), ...locks]) {
      ask(target, unless, state);
      if (alsoLocks) ask(alsoLocks.target, [], state);
    }
    for (const { target } of work) ask(target, [], state);
  }
  return { relations: [...relations.values()], functions: [...functions], types: [...types] };
}

/** The question about a target; undefined for one that names nothing. */
export function lookupOf(target: Target, state: RunState): RelationLookup | undefined {
  const { children, part, drop } = target;
  const resolved = resolveTarget(target, state);
  if (!resolved) return undefined;
  const { kind, name } = resolved;
  const searchPath = state.searchPath();
  return {
    id: JSON.stringify([kind, name.key, searchPath ?? null, children, part ?? null, drop ?? null]),
    kind,
    name: name.key,
    searchPath,
    children,
    part,
    drop,
    columns: [],
    typeChanges: [],
    indexes: [],
    constraints: [],
    attach: undefined,
  };
}

/** A relation that statements name, by the name it has before the run and by the one it has now. */
interface ResolvedTarget {
  readonly kind: RelationLookup['kind'];
  readonly name: Name;
  readonly nameNow: Name;
}

/** The relation that is there before the run: an index that the run makes stands for its table. */
export function resolveTarget({ kind, name }: Target, state: RunState): ResolvedTarget | undefined {
  if (kind === 'all-tables' || !name) return undefined;
  const made = kind === 'index' ? state.madeIndex(name) : undefined;
  const nameNow = made?.table ?? name;
  return { kind: made ? 'table' : kind, name: state.originalOf(nameNow), nameNow };
}

function withExcuse(lookup: RelationLookup, excuse: Excuse, state: RunState): RelationLookup {
  const { columns, typeChanges, indexes, constraints } = lookup;
  switch (excuse.kind) {
    case 'column-exists':
    case 'proven-not-null':
    case 'virtual-column':
      return { ...lookup, columns: [...columns, excuse.column] };
    case 'index-exists':
      return { ...lookup, indexes: [...indexes, excuse.index.key] };
    case 'index-not-null': {
      const made = state.madeIndex(excuse.index);
      return made
        ? { ...lookup, columns: [...columns, ...made.columns] }
        : { ...lookup, indexes: [...indexes, excuse.index.key] };
    }
    case 'same-storage': {
      const { column, type, collation } = excuse;
      const asked = { column, type, collation, timeZone: state.timeZone() };
      return { ...lookup, columns: [...columns, column], typeChanges: [...typeChanges, asked] };
    }
    case 'bound-checked':
      return { ...lookup, attach: { parent: excuse.parent.key, bound: excuse.bound } };
    case 'indexes-match':
    case 'foreign-keys-match':
      return { ...lookup, attach: lookup.attach ?? { parent: excuse.parent.key, bound: { kind: 'other' } } };
    case 'enforced':
    case 'constraint-type':
      return { ...lookup, constraints: [...constraints, excuse.constraint] };
    case 'computed-once':
    case 'domain-default':
      return lookup;
  }
}

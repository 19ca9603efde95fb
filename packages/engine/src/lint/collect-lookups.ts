import type { LintScript } from './lint-script';
import type { Name } from './names';
import type { Excuse, Target } from './rule';
import type { RunState } from './run-state';
import type { CatalogLookups, RelationLookup } from './table-catalog';
import { walkRun } from './walk-run';

/** What must be asked of the database to judge the statements of a run; nothing when they touch no table that exists. */
export function collectLookups(scripts: readonly LintScript[]): CatalogLookups {
  const relations = new Map<string, RelationLookup>();
  const functions = new Set<string>();
  const types = new Set<string>();
  for (const { found, locks, work, state } of walkRun(scripts)) {
    const targets = [...found.map(({ fact }) => fact), ...locks, ...work];
    for (const fact of targets) {
      const lookup = lookupOf(fact.target, state);
      if (!lookup) continue;
      const excuses: readonly Excuse[] = ('unless' in fact && fact.unless) || [];
      const known = relations.get(lookup.id) ?? lookup;
      relations.set(
        lookup.id,
        excuses.reduce((asked, excuse) => withExcuse(asked, excuse, state), known),
      );
      for (const excuse of excuses) {
        if (excuse.kind !== 'computed-once') continue;
        for (const name of excuse.functions) functions.add(name);
        types.add(excuse.type);
      }
    }
  }
  return { relations: [...relations.values()], functions: [...functions], types: [...types] };
}

/** The question about a target; undefined for one that names nothing. */
export function lookupOf(target: Target, state: RunState): RelationLookup | undefined {
  const { children } = target;
  const resolved = resolveTarget(target, state);
  if (!resolved) return undefined;
  const { kind, name } = resolved;
  const searchPath = state.searchPath();
  return {
    id: JSON.stringify([kind, name.key, searchPath ?? null, children]),
    kind,
    name: name.key,
    searchPath,
    children,
    columns: [],
    typeChanges: [],
    indexes: [],
    parent: undefined,
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
  const { columns, typeChanges, indexes } = lookup;
  switch (excuse.kind) {
    case 'column-exists':
    case 'proven-not-null':
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
      const { column, type } = excuse;
      return { ...lookup, columns: [...columns, column], typeChanges: [...typeChanges, { column, type }] };
    }
    case 'bound-checked':
      return { ...lookup, parent: excuse.parent.key };
    case 'computed-once':
      return lookup;
  }
}

import { lookupOf, resolveTarget } from './collect-lookups';
import type { Target } from './rule';
import type { RunState } from './run-state';
import type { TableCatalog } from './table-catalog';

/** A table in use, for messages: one that holds rows, or of which that cannot be told. */
export interface UsedTable {
  readonly shown: string;
  /** With why it counts. */
  readonly text: string;
}

/** The table of a target for which somebody may wait; undefined when there is none, or it is the run's own. */
export function usedTable(target: Target, state: RunState, catalog: TableCatalog): UsedTable | undefined {
  const resolved = resolveTarget(target, state);
  const lookup = lookupOf(target, state);
  if (!resolved || !lookup) return { shown: 'every table', text: 'every table' };
  const facts = catalog.relations[lookup.id];
  const ofFiles = isDerived(target) ? catalog.factsOf?.(target, resolved.nameNow, [])?.table : undefined;
  if (ofFiles !== undefined) return { shown: ofFiles, text: ofFiles };
  const made = isRelation(target) ? state.madeTable(resolved.nameNow) : 'no';
  if (made === 'anew') return undefined;
  if (facts?.table !== undefined) {
    return facts.hasRows ? { shown: facts.table, text: `${facts.table}, which holds rows,` } : undefined;
  }
  if (made === 'made' || target.ifExists || isDerived(target)) return undefined;
  const { written } = catalog.factsOf ? resolved.nameNow : resolved.name;
  if (catalog.factsOf) return { shown: written, text: written };
  // A script makes it where nobody can see it, or it is not there and the server will say so.
  return { shown: written, text: `${written}, of which nothing tells whether it holds rows,` };
}

/** Whether the name is that of a table, view or sequence, and not of a type or function. */
function isRelation({ kind, drop }: Target): boolean {
  if (drop) return !['type', 'function', 'schema', 'extension'].includes(drop.object);
  return kind !== 'domain' && kind !== 'typed';
}

/** Whether the tables are found by way of the one that is named: when there are none, nobody waits. */
function isDerived({ kind }: Target): boolean {
  return kind !== 'table' && kind !== 'index' && kind !== 'domain';
}

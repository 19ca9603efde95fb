import { lookupOf, resolveTarget } from './collect-lookups';
import { impliesBound } from './proofs/implies-bound';
import { effectOfTypeChange } from './proofs/keeps-storage';
import { provesNotNull } from './proofs/proves-not-null';
import type { BlockingFact, Effect, Excuse } from './rule';
import type { RunState } from './run-state';
import type { Name } from './statements/names';
import type { RelationFacts, TableCatalog } from './table-catalog';

/** What the statement does once the database was asked, and what the run has done before it is known. */
export function judgeEffect(
  { target, effect, unless = [] }: BlockingFact,
  state: RunState,
  catalog: TableCatalog,
): Effect {
  const lookup = lookupOf(target, state);
  const resolved = resolveTarget(target, state);
  const facts =
    (lookup && catalog.relations[lookup.id]) ?? (resolved && catalog.factsOf?.(target, resolved.nameNow, unless));
  if (!resolved || !facts) return effect;
  const { name } = resolved;
  const isDefault = target.kind === 'default-partition';
  return unless.reduce((left, excuse) => excuseFor(excuse, left, { name, facts, state, catalog, isDefault }), effect);
}

interface Known {
  readonly name: Name;
  readonly facts: RelationFacts;
  readonly state: RunState;
  readonly catalog: TableCatalog;
  readonly isDefault: boolean;
}

function excuseFor(excuse: Excuse, effect: Effect, known: Known): Effect {
  const { facts, state, catalog } = known;
  const unless = (isHarmless: boolean | undefined): Effect => (isHarmless ? 'none' : effect);
  switch (excuse.kind) {
    case 'column-exists':
      return unless(Object.hasOwn(facts.columns, excuse.column));
    case 'index-exists':
      return unless(Object.hasOwn(facts.indexes, excuse.index.key));
    case 'proven-not-null':
      return unless(isFilled(excuse.column, known));
    case 'index-not-null': {
      const columns = state.madeIndex(excuse.index)?.columns ?? facts.indexes[excuse.index.key]?.columns ?? [];
      return unless(columns.length > 0 && columns.every((column) => isFilled(column, known)));
    }
    case 'same-storage': {
      const column = facts.columns[excuse.column];
      return column ? effectOfTypeChange(column, excuse) : effect;
    }
    case 'virtual-column': {
      const column = facts.columns[excuse.column];
      if (!column?.isVirtual) return effect;
      return column.isChecked ? 'scan' : 'none';
    }
    case 'computed-once':
      return unless(
        excuse.functions.every((called) => catalog.steadyFunctions.includes(called)) &&
          !catalog.checkingTypes.includes(excuse.type) &&
          (excuse.hasDefault || !catalog.varyingTypes.includes(excuse.type)),
      );
    case 'domain-default':
      return unless(catalog.defaultingTypes.includes(excuse.type));
    case 'bound-checked':
      return unless(facts.attach?.isBoundChecked || isBoundImplied(excuse, known));
    case 'indexes-match':
      return unless(facts.attach?.indexesMatch);
    case 'foreign-keys-match':
      return unless(facts.attach?.foreignKeysMatch);
    case 'enforced':
      return unless(facts.constraints[excuse.constraint]?.isEnforced);
    case 'constraint-type': {
      const type = facts.constraints[excuse.constraint]?.type;
      return unless(type !== undefined && type !== excuse.type);
    }
  }
}

function isFilled(column: string, { name, facts, state }: Known): boolean {
  if (facts.columns[column]?.notNull || state.isSetNotNull(name, column)) return true;
  return state.validChecks(name, facts.checks).some((check) => provesNotNull(check, column));
}

/** By checks that the run itself has added or validated. */
function isBoundImplied({ bound }: Extract<Excuse, { kind: 'bound-checked' }>, known: Known): boolean {
  const { attach, checks } = known.facts;
  const [column, ...more] = attach?.partitionKey ?? [];
  if (!attach || column === undefined || more.length > 0) return false;
  const valid = known.state.validChecks(known.name, checks);
  const isNotNull = attach.isKeyNotNull || valid.some((check) => provesNotNull(check, column));
  return impliesBound(valid, { column, bound, isNotNull, side: known.isDefault ? 'outside' : 'inside' });
}

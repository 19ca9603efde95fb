import { lookupOf } from '../../lint/collect-lookups';
import { readLintScript } from '../../lint/lint-script';
import type { Target } from '../../lint/rule';
import { nothingKnown, type RelationLookup, type TableCatalog } from '../../lint/table-catalog';
import { type Visit, walkRun } from '../../lint/walk-run';
import type { Plan, Step } from '../../plan/plan';
import { mayLose } from '../../plan/steps/describe-steps';
import type { Statement } from '../../sql/statements/statement';
import type { Known } from '../facts/questions';

/**
 * The statements of a plan that take nothing away although they could: DROP of what is not in the database before the run
 * (it was never made, or the run makes it), DELETE and TRUNCATE of a table without rows. Asks the database
 * once, and only when the plan has such statements; of what cannot be asked nothing is harmless. Pure.
 */
export function findHarmless({ steps }: Plan, known: Known): ReadonlySet<Statement> {
  if (!steps.some(mayLose)) return new Set();
  const losses = collectLosses(steps);
  const relations = [...new Map(losses.flatMap(({ lookups }) => lookups).map((one) => [one.id, one])).values()];
  if (relations.length === 0) return new Set();
  const catalog = known.ask('tables', 'harmless', { relations, functions: [], types: [] }, nothingKnown);
  return new Set(losses.filter((loss) => isHarmless(loss, catalog)).map(({ statement }) => statement));
}

/** A statement that could take something away, and all that must not be there for it to be harmless. */
interface Loss {
  readonly statement: Statement;
  readonly of: 'object' | 'rows';
  readonly lookups: readonly RelationLookup[];
}

function collectLosses(steps: readonly Step[]): readonly Loss[] {
  const scripts = steps.flatMap(({ id, path, script }) => (script ? [readLintScript(id, path, script)] : []));
  const losses: Loss[] = [];
  // One by one: what a script has done to names and search_path is known only while it is visited.
  for (const visit of walkRun(scripts)) {
    const { source } = visit.statement;
    const of = visit.statement.tokens[0]?.word === 'DROP' || visit.statement.alterTable ? 'object' : 'rows';
    const lookups = targetsOf(visit, of).flatMap((target) => lookupOf(target, visit.state) ?? []);
    if (source && lookups.length > 0) losses.push({ statement: source, of, lookups });
  }
  return losses;
}

function targetsOf({ locks, work, statement }: Visit, of: Loss['of']): readonly Target[] {
  if (of === 'object') return locks.map(({ target }) => target).filter(({ kind }) => kind === 'dropped');
  switch (statement.tokens[0]?.word) {
    case 'TRUNCATE':
      return locks.map(({ target }) => target);
    case 'DELETE':
      return work.map(({ target }) => target);
    default:
      return [];
  }
}

function isHarmless({ of, lookups }: Loss, { relations }: TableCatalog): boolean {
  return lookups.every(({ id }) => {
    const facts = relations[id];
    return facts !== undefined && !(of === 'object' ? facts.isThere : facts.hasRows);
  });
}

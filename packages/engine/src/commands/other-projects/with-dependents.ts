import type { Settings } from '../../config/settings';
import type { MigrationStatus, Plan } from '../../plan/plan';
import { dependentsIn, guardDependents, ownDependents, undoneBy } from '../../plan/requirements/dependents';
import type { Known } from '../../run/facts/questions';

/** What is asked of a run that may undo what others require. */
export interface UndoingRun {
  readonly allowRequired: boolean | undefined;
  /** What is undone beside the plan's own steps; by a reset, all that is applied. */
  readonly emptied?: readonly MigrationStatus[];
  /** Projects that a reset drops, too, so that nothing of them requires anything any more. */
  readonly dropped?: readonly string[];
}

/**
 * A plan, judged by what requires that which it undoes: in the same database by its history, in those of other projects
 * of the workspace by their files and history. Nothing is asked for a plan that undoes nothing. Pure.
 */
export function withDependents(
  { project }: Settings,
  plan: Plan,
  { allowRequired, emptied, dropped = [] }: UndoingRun,
  facts: Known,
): Plan {
  const undone = emptied ?? undoneBy(plan);
  if (undone.length === 0 || !facts.isComplete()) return plan;
  const scripts = facts.ask('other-scripts', '', undefined, []);
  const here = dependentsIn(scripts).filter((each) => !dropped.includes(each.project));
  const elsewhere = facts.ask('dependents-elsewhere', '', undone, { known: [], unknown: [] });
  const own = emptied ? [] : ownDependents(project, plan.statuses);
  const known = [...own, ...here, ...elsewhere.known];
  const applied = emptied ?? plan.statuses.filter(({ kind, row }) => kind === 'versioned' && row !== undefined);
  return guardDependents(
    plan,
    applied,
    undone,
    { known, unknown: elsewhere.unknown },
    { project, allowRequired: allowRequired ? 'allow' : 'refuse' },
  );
}

import type { Settings } from '../../config/settings';
import type { MigrationStatus, Plan } from '../../plan/plan';
import { dependentsIn, guardDependents, ownDependents, undoneBy } from '../../plan/requirements/dependents';
import type { CommandPorts } from '../../run/command';

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
 * of the workspace by their files and history. Nothing is read for a plan that undoes nothing.
 */
export async function withDependents(
  { project }: Settings,
  plan: Plan,
  { allowRequired, emptied, dropped = [] }: UndoingRun,
  { store, dependentsElsewhere }: Pick<CommandPorts, 'store' | 'dependentsElsewhere'>,
): Promise<Plan> {
  const undone = emptied ?? undoneBy(plan);
  if (undone.length === 0) return plan;
  const here = dependentsIn(await store.readOtherScripts()).filter((each) => !dropped.includes(each.project));
  const elsewhere = (await dependentsElsewhere?.(undone)) ?? { known: [], unknown: [] };
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

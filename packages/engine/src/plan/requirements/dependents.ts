import type { OtherScript } from '../../history/other-scripts';
import { isRequirementMet } from '../../history/requirement';
import type { Requirement } from '../../migrations/migration';
import { parseDirectives } from '../../migrations/script/directives';
import type { MigrationStatus, Notice, Plan, Refusal } from '../plan';
import { describeIds } from '../refusals/state-refusals';
import { directivesOf } from './requirements';

/** An applied script, mostly of another project, and what it requires of others. */
export interface Dependent {
  readonly project: string;
  readonly environment: string | undefined;
  readonly id: string;
  readonly requires: readonly Pick<Requirement, 'project' | 'version'>[];
  /** Whether it lies in the database of the run: what is undone and applied again there is missing in between. */
  readonly database: 'same' | 'other';
}

/** A project of which cannot be told whether it has dependents, and why. */
export interface UnknownDependents {
  readonly project: string;
  readonly why: string;
}

/** All that may require what a run undoes. */
export interface Dependents {
  readonly known: readonly Dependent[];
  readonly unknown: readonly UnknownDependents[];
}

/** Whose migrations are undone, and whether what requires them stands in the way. */
export interface DependentsContext {
  readonly project: string;
  readonly allowRequired: 'refuse' | 'allow';
}

/** The option that undoes what others require, as it is written on the command line. */
const waiver = '--allow-required';

/** Scripts of other projects in the same database that `require` anything, by the texts that history keeps of them. */
export function dependentsIn(scripts: readonly OtherScript[]): readonly Dependent[] {
  return scripts.flatMap(({ project, environment, id, kind, head }) => {
    if (head === undefined) return [];
    const { requires } = parseDirectives(Buffer.from(head), kind === 'versioned' ? 'up' : 'repeatable').directives;
    return requires.length > 0 ? [{ project, environment, id, requires, database: 'same' as const }] : [];
  });
}

/** Applied scripts of the project itself that `require` another of its own. */
export function ownDependents(project: string, statuses: readonly MigrationStatus[]): readonly Dependent[] {
  return statuses.flatMap((status) => {
    const { requires } = directivesOf(status);
    const own = requires.filter((requirement) => requirement.project === project);
    if (!status.row || own.length === 0) return [];
    return [{ project, environment: undefined, id: status.id, requires: own, database: 'same' as const }];
  });
}

/** Applied migrations that a plan undoes, or lets history forget. */
export function undoneBy({ steps, statuses }: Plan): readonly MigrationStatus[] {
  const ids = new Set(
    steps.filter(({ action, change }) => action === 'down' || change?.kind === 'forget').map(({ id }) => id),
  );
  return statuses.filter(({ id, kind, row }) => kind === 'versioned' && row !== undefined && ids.has(id));
}

/**
 * A plan, judged by what applied scripts require of what it undoes: refused by name, or with the option warned of. A
 * requirement that another applied migration still meets stands in no way, nor does one in another database that the
 * same run meets again. Pure.
 */
export function guardDependents(
  plan: Plan,
  applied: readonly MigrationStatus[],
  undone: readonly MigrationStatus[],
  { known, unknown }: Dependents,
  context: DependentsContext,
): Plan {
  const gone = new Set(undone.map(({ id }) => id));
  const again = new Set(plan.steps.filter(({ action }) => action === 'up').map(({ id }) => id));
  const staying = applied.filter(({ id, row }) => row?.outcome === 'applied' && !gone.has(id));
  const applyingAgain = applied.filter(({ id }) => again.has(id));
  const standing = known.filter(({ project, id }) => project !== context.project || !gone.has(id));
  const found = undone.flatMap((status) => {
    const dependents = standing.filter(({ requires, database }) => {
      const left = database === 'same' ? staying : [...staying, ...applyingAgain];
      return requires.some(
        ({ project, version }) => project === context.project && isMetBy(version, [status]) && !isMetBy(version, left),
      );
    });
    return dependents.length > 0 ? [{ status, dependents }] : [];
  });
  if (context.allowRequired === 'allow') {
    const notices = found.map(({ status, dependents }) => noticeRequired(status, dependents));
    return { ...plan, notices: [...plan.notices, ...notices] };
  }
  const refusals = [
    ...found.map(({ status, dependents }) => refuseRequired(status, dependents)),
    ...unknown.map((each) => refuseUnknown(each, undone)),
  ];
  return { ...plan, refusals: [...plan.refusals, ...refusals] };
}

function isMetBy(version: string, statuses: readonly MigrationStatus[]): boolean {
  return isRequirementMet(
    version,
    statuses.map(({ id, version: own }) => ({ id, version: own?.text })),
  );
}

function refuseRequired({ id }: MigrationStatus, dependents: readonly Dependent[]): Refusal {
  const names = dependents.map(describeDependent);
  return {
    code: 'STILL_REQUIRED',
    message: `${id} is required by what is applied: ${describeIds(names)}.`,
    ids: [id],
    hint: `Roll back ${describeIds(dependents.map(nameOf))} first, or pass ${waiver}: what requires it stays applied, without it.`,
    waivedBy: waiver,
  };
}

function refuseUnknown({ project, why }: UnknownDependents, undone: readonly MigrationStatus[]): Refusal {
  return {
    code: 'STILL_REQUIRED',
    message: `${project} has migrations that require what would be undone, and whether they are applied cannot be told: ${why}`,
    ids: undone.map(({ id }) => id),
    hint: `See that the database of ${project} can be reached, or pass ${waiver}.`,
    waivedBy: waiver,
  };
}

function noticeRequired({ id }: MigrationStatus, dependents: readonly Dependent[]): Notice {
  const message = `${id} is undone although it is required by what is applied: ${describeIds(dependents.map(describeDependent))}.`;
  return { severity: 'warning', message, ids: [id] };
}

function describeDependent(dependent: Dependent): string {
  const { environment } = dependent;
  return environment === undefined ? nameOf(dependent) : `${nameOf(dependent)} (environment "${environment}")`;
}

function nameOf({ project, id }: Dependent): string {
  return `${project}:${id}`;
}

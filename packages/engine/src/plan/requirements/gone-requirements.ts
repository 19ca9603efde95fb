import type { Requirement } from '../../migrations/migration';
import type { MigrationStatus, Notice } from '../plan';
import type { RequirementsMet } from '../plan-input';
import { directivesOf, isMetByOwn } from './requirements';

/** What an applied script requires, and is applied no more. */
export interface GoneRequirement extends Pick<Requirement, 'project' | 'version'> {
  /** The script that requires it. */
  readonly id: string;
}

/** What applied scripts require of other projects, to be looked up; each once. */
export function appliedRequirements(
  project: string,
  statuses: readonly MigrationStatus[],
): readonly Pick<Requirement, 'project' | 'version'>[] {
  const all = statuses.flatMap((status) => (status.row ? directivesOf(status).requires : []));
  const others = all.filter((requirement) => requirement.project !== project);
  return [...new Map(others.map((each) => [`${each.project}:${each.version}`, each])).values()];
}

/** Requirements of applied scripts that nothing applied meets any more, as after a rollback of another project. Pure. */
export function findGoneRequirements(
  project: string,
  statuses: readonly MigrationStatus[],
  requirementsMet: RequirementsMet,
): readonly GoneRequirement[] {
  const requiring = statuses.filter((status) => status.row && directivesOf(status).requires.length > 0);
  if (requiring.length === 0) return [];
  const isMetHere = isMetByOwn(statuses);
  return requiring.flatMap((status) => {
    return directivesOf(status)
      .requires.filter((each) =>
        each.project === project ? !isMetHere(each.version) : !requirementsMet(each.project, each.version),
      )
      .map(({ project: required, version }) => ({ id: status.id, project: required, version }));
  });
}

/** What is to be said of it, a warning each. */
export function noticeGone(gone: readonly GoneRequirement[]): readonly Notice[] {
  return gone.map(({ id, project, version }) => ({
    severity: 'warning',
    message: `${id} is applied and requires ${project}:${version}, which is applied no more: migrate ${project}, or roll ${id} back.`,
    ids: [id],
  }));
}

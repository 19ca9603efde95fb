import { isRequirementMet } from '../../history/requirement';
import { groupBy } from '../../migrations/group-by';
import type { Directives, Requirement, Version } from '../../migrations/migration';
import { parseWholeVersion } from '../../migrations/version';
import type { MigrationStatus, Refusal } from '../plan';
import type { RequirementsMet } from '../plan-input';

/** Who asks: the project that is planned, and how to know of the others. */
export interface RequirementContext {
  /** Undefined treats a `requires` of the project itself like one of another. */
  readonly project?: string;
  readonly requirementsMet: RequirementsMet;
}

/** What scripts that are not applied yet require of other projects, to be looked up before planning. */
export function collectRequirements(
  statuses: readonly MigrationStatus[],
): readonly (Requirement & { readonly id: string })[] {
  return statuses
    .filter(({ state }) => state !== 'applied')
    .flatMap((status) => directivesOf(status).requires.map((requirement) => ({ ...requirement, id: status.id })));
}

/**
 * Refuses scripts whose requirements are not applied. One of the project itself is met by a migration that is applied,
 * or that runs earlier in this run.
 */
export function refuseRequirements(
  due: readonly MigrationStatus[],
  statuses: readonly MigrationStatus[],
  { project, requirementsMet }: RequirementContext,
): readonly Refusal[] {
  if (due.every((status) => directivesOf(status).requires.length === 0)) return [];
  const own = indexByName(statuses);
  const place = new Map(due.map(({ id }, index) => [id, index]));
  return due.flatMap((status, index) =>
    directivesOf(status)
      .requires.filter((requirement) => {
        if (requirement.project !== project) return !requirementsMet(requirement.project, requirement.version);
        const wanted = own(requirement.version);
        return !wanted.some((other) => isApplied(other) || (place.get(other.id) ?? index) < index);
      })
      .map((requirement) => refuse(status, requirement)),
  );
}

const noDirectives: Pick<Directives, 'requires'> = { requires: [] };

/** What a script requires, by its file; nothing when that is gone. */
export function directivesOf({ file }: MigrationStatus): Pick<Directives, 'requires'> {
  if (!file) return noDirectives;
  return file.kind === 'versioned' ? file.up.directives : file.script.directives;
}

/** Looks versioned migrations up by id or version, without a search for each requirement. */
function indexByName(statuses: readonly MigrationStatus[]): (wanted: string) => readonly MigrationStatus[] {
  const versioned = statuses.filter(({ kind }) => kind === 'versioned');
  const byId = new Map(versioned.map((status) => [status.id, status]));
  const byVersion = new Map(
    groupBy(versioned, ({ version }) => keyOf(version)).map((group) => [keyOf(group[0]?.version), group]),
  );
  return (wanted) => {
    const status = byId.get(wanted);
    const version = parseWholeVersion(wanted);
    if (status) return [status];
    // A date of fewer digits stands for any of its period, as in another project.
    if (version?.kind === 'date') return versioned.filter((other) => isRequirementMet(wanted, [nameOf(other)]));
    return version ? (byVersion.get(keyOf(version)) ?? []) : [];
  };
}

/** Whether one of a project's own migrations that is applied meets a requirement of it. */
export function isMetByOwn(statuses: readonly MigrationStatus[]): (wanted: string) => boolean {
  const own = indexByName(statuses);
  return (wanted) => own(wanted).some(isApplied);
}

function nameOf({ id, version }: MigrationStatus): { readonly id: string; readonly version: string | undefined } {
  return { id, version: version?.text };
}

function keyOf(version: Version | undefined): string {
  return version ? `${version.kind} ${version.digits}` : '';
}

function isApplied({ row }: MigrationStatus): boolean {
  return row?.outcome === 'applied';
}

function refuse({ id, file }: MigrationStatus, { project, version, line }: Requirement): Refusal {
  const path = file?.kind === 'versioned' ? file.up.path : (file?.script.path ?? id);
  return {
    code: 'REQUIREMENT_MISSING',
    message: `${path}:${line}: ${id} requires ${project}:${version}, which is not applied.`,
    ids: [id],
    hint: `Run migrate of ${project} first.`,
    waivedBy: undefined,
  };
}

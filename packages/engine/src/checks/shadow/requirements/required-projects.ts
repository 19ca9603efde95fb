import type { MigrationSet } from '../../../migrations/migration';
import { deriveStatuses } from '../../../plan/derive-statuses';
import { collectRequirements, refuseRequirements } from '../../../plan/requirements/requirements';
import { type Finding, findingOf, findingOfError, findingOfRefusal } from '../../finding';
import { applyFiles } from '../apply-files';
import type { ShadowContext, ShadowFindings } from '../shadow-check';
import type { RequiredProject } from './required-project';
import { findCircle, findingOfCircle } from './requirement-circle';

/** The scripts of another project; or why they cannot be read, as the end of a sentence. */
export type ReadProject = (project: string) => Promise<Omit<RequiredProject, 'project'> | string>;

/** What a project requires, directly or in turn. */
export interface RequiredProjects {
  /** Those that must be applied first before those that require them. */
  readonly projects: readonly RequiredProject[];
  /** Projects whose scripts could not be read, and why. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** Reads the projects that migrations `require`, and those that they require in turn. A circle ends where it began. */
export async function readRequiredProjects(
  { project, set }: RequiredProject,
  readProject: ReadProject,
): Promise<RequiredProjects> {
  const projects: RequiredProject[] = [];
  const unreadable = new Map<string, string>();
  const seen = new Set([project]);
  await visit(set);
  return { projects, unreadable };

  async function visit(requiring: MigrationSet): Promise<void> {
    for (const { project: name } of collectRequirements(statusesOf(requiring))) {
      if (seen.has(name)) continue;
      seen.add(name);
      const required = await readProject(name);
      if (typeof required === 'string') {
        unreadable.set(name, required);
        continue;
      }
      await visit(required.set);
      projects.push({ project: name, ...required });
    }
  }
}

/**
 * Applies required projects to the shadow, so that the project's own scripts find what they expect. Then each
 * requirement is looked up as a real run does.
 */
export async function checkRequirements(context: ShadowContext, required: RequiredProjects): Promise<ShadowFindings> {
  const all = [{ project: context.project, set: context.set }, ...required.projects];
  const circle = findCircle(all);
  if (circle) return { findings: [findingOfCircle(circle, all)], shadow: 'spoiled' };
  const failure = context.prefix.isBegun ? undefined : await applyProjects(context, required.projects);
  if (failure) return { findings: [failure], shadow: 'spoiled' };
  const findings = [...checkOwn(context)];
  for (const requirement of requirementsOf(context)) {
    const why = required.unreadable.get(requirement.project);
    if (why !== undefined) findings.push(unchecked(requirement, why));
    else if (!(await context.run.isApplied(requirement.project, requirement.version)))
      findings.push(unmet(requirement));
  }
  return { findings, shadow: 'usable' };
}

/** What a project requires of itself must come earlier in a fresh run. */
function checkOwn({ set, project }: ShadowContext): readonly Finding[] {
  const statuses = statusesOf(set);
  const refusals = refuseRequirements(statuses, statuses, { project, requirementsMet: () => true });
  return refusals.map((refusal) => findingOfRefusal('requirements', refusal));
}

async function applyProjects(
  context: ShadowContext,
  projects: readonly RequiredProject[],
): Promise<Finding | undefined> {
  for (const { project, set } of projects) {
    const failure = await applyProject(context, project, set);
    if (failure) return failure;
  }
  return undefined;
}

async function applyProject(
  context: ShadowContext,
  project: string,
  { before, versioned, after }: MigrationSet,
): Promise<Finding | undefined> {
  const prefix = `${project}, which is required, cannot be applied: `;
  return applyFiles([...before, ...versioned, ...after], { ...context, project }, (error, step) =>
    findingOfError('requirements', error, step, { prefix }),
  );
}

interface PlacedRequirement {
  readonly id: string;
  readonly project: string;
  readonly version: string;
  readonly path: string;
  readonly line: number;
}

function requirementsOf({ set, project }: ShadowContext): readonly PlacedRequirement[] {
  const statuses = statusesOf(set);
  const paths = new Map(
    statuses.map(({ id, file }) => [id, file?.kind === 'versioned' ? file.up.path : file?.script.path]),
  );
  return collectRequirements(statuses)
    .filter((requirement) => requirement.project !== project)
    .map((requirement) => ({ ...requirement, path: paths.get(requirement.id) ?? requirement.id }));
}

function statusesOf(set: MigrationSet) {
  return deriveStatuses(set, { exists: false, rows: [], stamp: undefined, hasUserTables: false });
}

function unchecked(requirement: PlacedRequirement, why: string): Finding {
  const { id, project, version, path, line } = requirement;
  const message = `${id} requires ${project}:${version}, which is not checked: ${why}.`;
  const code = 'REQUIREMENT_UNCHECKED';
  return findingOf({ severity: 'warning', check: 'requirements', code, message, ids: [id], path, line, column: 1 });
}

function unmet({ id, project, version, path, line }: PlacedRequirement): Finding {
  const message = `${id} requires ${project}:${version}, and ${project} has no such migration.`;
  const hint = `Name the id or the version of a migration of ${project}.`;
  const about = { severity: 'error', check: 'requirements', code: 'REQUIREMENT_MISSING' } as const;
  return { ...about, message, ids: [id], path, line, column: 1, hint };
}

import type { MigrationSet } from '../migrations/migration';
import { deriveStatuses } from '../plan/derive-statuses';
import { collectRequirements, refuseRequirements } from '../plan/requirements';
import { type Finding, findingOf, findingOfError, findingOfRefusal } from './finding';
import type { ShadowContext, ShadowFindings } from './shadow-check';
import { firstStep } from './steps';

/** The scripts of another project; or why they cannot be read, as the end of a sentence. */
export type ReadProject = (project: string) => Promise<MigrationSet | string>;

/**
 * Applies the projects that migrations `require` to the shadow, those that they require in turn first, so that the
 * project's own scripts find what they expect. Then each requirement is looked up as a real run does.
 */
export async function checkRequirements(context: ShadowContext, readProject: ReadProject): Promise<ShadowFindings> {
  const unreadable = new Map<string, string>();
  const failure = await applyRequired(context, context.set, {
    readProject,
    unreadable,
    seen: new Set([context.project]),
  });
  if (failure) return { findings: [failure], shadow: 'spoiled' };
  const findings = [...checkOwn(context)];
  for (const requirement of requirementsOf(context)) {
    const why = unreadable.get(requirement.project);
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

interface Visit {
  readonly readProject: ReadProject;
  /** Projects whose scripts could not be read, and why. */
  readonly unreadable: Map<string, string>;
  /** Projects that are applied or on the way: a circle of requirements ends here. */
  readonly seen: Set<string>;
}

async function applyRequired(context: ShadowContext, set: MigrationSet, visit: Visit): Promise<Finding | undefined> {
  const projects = new Set(collectRequirements(statusesOf(set)).map(({ project }) => project));
  for (const project of projects) {
    if (visit.seen.has(project)) continue;
    visit.seen.add(project);
    const required = await visit.readProject(project);
    if (typeof required === 'string') {
      visit.unreadable.set(project, required);
      continue;
    }
    const failure = (await applyRequired(context, required, visit)) ?? (await applyProject(context, project, required));
    if (failure) return failure;
  }
  return undefined;
}

async function applyProject(
  { parse, run }: ShadowContext,
  project: string,
  { before, versioned, after }: MigrationSet,
): Promise<Finding | undefined> {
  for (const file of [...before, ...versioned, ...after]) {
    const step = firstStep(file, parse);
    if (!step) continue;
    const error = await run.run({ project, step });
    const prefix = `${project}, which is required, cannot be applied: `;
    if (error) return findingOfError('requirements', error, step, { prefix });
  }
  return undefined;
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

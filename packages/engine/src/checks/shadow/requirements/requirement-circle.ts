import { isRequirementMet } from '../../../history/requirement';
import type { VersionedMigration } from '../../../migrations/migration';
import { deriveStatuses } from '../../../plan/derive-statuses';
import { collectRequirements } from '../../../plan/requirements/requirements';
import { type Finding, findingOf } from '../../finding';
import type { RequiredProject } from './required-project';

/**
 * Projects that require each other in turns, the first again at the end; undefined when there are none. Nx runs the
 * migrate of one project before that of another, so it cannot order these. Pure.
 */
export function findCircle(all: readonly RequiredProject[]): readonly string[] | undefined {
  const edges = new Map(all.map((each) => [each.project, requiredBy(each)]));
  const done = new Set<string>();
  for (const { project } of all) {
    const circle = visit(project, []);
    if (circle) return circle;
  }
  return undefined;

  function visit(project: string, path: readonly string[]): readonly string[] | undefined {
    const start = path.indexOf(project);
    if (start >= 0) return [...path.slice(start), project];
    if (done.has(project)) return undefined;
    for (const next of edges.get(project) ?? []) {
      const circle = visit(next, [...path, project]);
      if (circle) return circle;
    }
    done.add(project);
    return undefined;
  }
}

function requiredBy({ project, set }: RequiredProject): readonly string[] {
  const names = requirementsOf({ project, set }).map((requirement) => requirement.project);
  return [...new Set(names.filter((name) => name !== project))];
}

function requirementsOf({ set }: RequiredProject) {
  return collectRequirements(deriveStatuses(set, { exists: false, rows: [], stamp: undefined, hasUserTables: false }));
}

/** A project's turn: its migrations up to this one; undefined: all that are left. */
interface Turn {
  readonly project: string;
  readonly to: string | undefined;
}

/**
 * In which turns projects of a circle can be migrated by hand: each goes as far as what it requires is applied. Undefined
 * when their migrations are a circle, too, so that no order is right. Pure.
 */
export function deriveTurns(projects: readonly RequiredProject[]): readonly Turn[] | undefined {
  const applied = new Map<string, VersionedMigration[]>(projects.map(({ project }) => [project, []]));
  const turns: Turn[] = [];
  const isOpen = ({ project, set }: RequiredProject) => (applied.get(project)?.length ?? 0) < set.versioned.length;
  for (let open = projects.filter(isOpen); open.length > 0; open = projects.filter(isOpen)) {
    const turn = takeFirst(open, applied);
    if (!turn) return undefined;
    turns.push(turn);
  }
  return turns;
}

function takeFirst(
  open: readonly RequiredProject[],
  applied: ReadonlyMap<string, VersionedMigration[]>,
): Turn | undefined {
  for (const project of open) {
    const turn = takeTurn(project, applied);
    if (turn) return turn;
  }
  return undefined;
}

/** As far as the project gets now, noted as applied; undefined when that is nowhere. */
function takeTurn(
  { project, set }: RequiredProject,
  applied: ReadonlyMap<string, VersionedMigration[]>,
): Turn | undefined {
  const own = applied.get(project) ?? [];
  const before = own.length;
  for (const migration of set.versioned.slice(before)) {
    const isMet = migration.up.directives.requires.every(({ project: other, version }) => {
      const there = applied.get(other);
      return (
        !there ||
        isRequirementMet(
          version,
          there.map((each) => ({ id: each.id, version: each.version?.text })),
        )
      );
    });
    if (!isMet) break;
    own.push(migration);
  }
  if (own.length === before) return undefined;
  return { project, to: own.length === set.versioned.length ? undefined : own.at(-1)?.id };
}

/** The circle as a finding: who requires whom by which migrations, and in which turns they can be migrated. */
export function findingOfCircle(circle: readonly string[], all: readonly RequiredProject[]): Finding {
  const projects = all.filter(({ project }) => circle.includes(project));
  const requirements = projects.flatMap((each) =>
    requirementsOf(each)
      .filter((requirement) => requirement.project !== each.project && circle.includes(requirement.project))
      .map(({ id, project, version }) => `  ${each.project}:${id} requires ${project}:${version}`),
  );
  const turns = deriveTurns(projects);
  const commands = (turns ?? []).map(
    ({ project, to }) =>
      `  nx run ${project}:migrate${to === undefined ? '' : ` --to=${to}`} --exclude-task-dependencies`,
  );
  const message = [
    `${circle.join(' → ')}: these projects require each other, so that Nx cannot order their tasks.`,
    ...requirements,
    ...(turns
      ? ['Migrated by hand, in this order, each finds what it requires:', ...commands]
      : ['No order of their migrations is right.']),
  ].join('\n');
  const code = 'REQUIREMENT_CIRCLE';
  return findingOf({ severity: 'error', check: 'requirements', code, message, ids: [] });
}

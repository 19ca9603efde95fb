import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { History } from '../../history/history';
import type { OtherScript } from '../../history/other-scripts';
import { isRequirementMet } from '../../history/requirement';
import type { MigrationStatus, Notice } from '../../plan/plan';
import {
  appliedRequirements,
  findGoneRequirements,
  type GoneRequirement,
} from '../../plan/requirements/gone-requirements';
import type { CommandPorts } from '../../run/command';

/** What of the requirements of applied scripts is gone, and what could not be asked. */
export interface LookedUpGone {
  readonly gone: readonly GoneRequirement[];
  readonly notices: readonly Notice[];
}

/** `this-database`: other databases are asked only of projects that have a history in this one. */
type Scope = 'everywhere' | 'this-database';

/**
 * Looks up what applied scripts require of other projects: in this database with one question, then in that of the
 * other project. Nothing is asked when they require nothing.
 */
export async function lookUpGone(
  { project }: Settings,
  history: History,
  statuses: readonly MigrationStatus[],
  scope: Scope,
  { store, isAppliedElsewhere }: Pick<CommandPorts, 'store' | 'isAppliedElsewhere'>,
): Promise<LookedUpGone> {
  const here = new Set((history.otherStamps ?? []).map((stamp) => stamp.project));
  const required = appliedRequirements(project, statuses);
  const asked = required.filter((each) => scope === 'everywhere' || here.has(each.project));
  const scripts = asked.some((each) => here.has(each.project)) ? await store.readOtherScripts() : [];
  const notices: Notice[] = [];
  const gone = new Set<string>();
  for (const each of asked) {
    if (isMetIn(scripts, each)) continue;
    try {
      if (!(await isAppliedElsewhere?.(each.project, each.version))) gone.add(keyOf(each));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      notices.push(noticeUnknown(each, error));
    }
  }
  const isMet = (other: string, version: string) => !gone.has(keyOf({ project: other, version }));
  return { gone: findGoneRequirements(project, statuses, isMet), notices };
}

type Required = Pick<GoneRequirement, 'project' | 'version'>;

function isMetIn(scripts: readonly OtherScript[], { project, version }: Required): boolean {
  const applied = scripts.filter(
    (script) => script.project === project && script.kind === 'versioned' && script.outcome === 'applied',
  );
  return isRequirementMet(version, applied);
}

/** Whoever asks for a state gets what can be known of it. */
function noticeUnknown(required: Required, { code, message }: EngineError): Notice {
  const text = `Whether ${keyOf(required)}, which is required, is applied cannot be told: ${code}: ${message}`;
  return { severity: 'notice', message: text, ids: [] };
}

function keyOf({ project, version }: Required): string {
  return `${project}:${version}`;
}

import type { Settings } from '../../config/settings';
import type { History } from '../../history/history';
import type { OtherScript } from '../../history/other-scripts';
import { isRequirementMet } from '../../history/requirement';
import type { MigrationStatus, Notice } from '../../plan/plan';
import {
  appliedRequirements,
  findGoneRequirements,
  type GoneRequirement,
} from '../../plan/requirements/gone-requirements';
import type { Known } from '../../run/facts/questions';

/** What of the requirements of applied scripts is gone, and what could not be asked. */
export interface LookedUpGone {
  readonly gone: readonly GoneRequirement[];
  readonly notices: readonly Notice[];
}

/** `this-database`: other databases are asked only of projects that have a history in this one. */
type Scope = 'everywhere' | 'this-database';

/**
 * Looks up what applied scripts require of other projects: in this database with one question, then in that of the
 * other project. Nothing is asked when they require nothing. Pure.
 */
export function lookUpGone(
  { project }: Settings,
  history: History,
  statuses: readonly MigrationStatus[],
  scope: Scope,
  known: Known,
): LookedUpGone {
  const here = new Set((history.otherStamps ?? []).map((stamp) => stamp.project));
  const required = appliedRequirements(project, statuses);
  const asked = required.filter((each) => scope === 'everywhere' || here.has(each.project));
  const scripts = asked.some((each) => here.has(each.project)) ? known.ask('other-scripts', '', undefined, []) : [];
  const notices: Notice[] = [];
  const gone = new Set<string>();
  // What this database meets is asked of no other.
  const others = known.isComplete() ? asked.filter((each) => !isMetIn(scripts, each)) : [];
  for (const each of others) {
    const elsewhere = known.ask('requirement-elsewhere', keyOf(each), each, { met: true });
    if ('unknown' in elsewhere) notices.push(noticeUnknown(each, elsewhere.unknown));
    else if (!elsewhere.met) gone.add(keyOf(each));
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
function noticeUnknown(required: Required, why: string): Notice {
  const text = `Whether ${keyOf(required)}, which is required, is applied cannot be told: ${why}`;
  return { severity: 'notice', message: text, ids: [] };
}

function keyOf({ project, version }: Required): string {
  return `${project}:${version}`;
}

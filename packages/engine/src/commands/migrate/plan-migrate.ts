import type { Settings } from '../../config/settings';
import { emptied, type History } from '../../history/history';
import { deriveStatuses } from '../../plan/derive-statuses';
import type { Notice, Plan } from '../../plan/plan';
import { planFile } from '../../plan/plan-file';
import type { RequirementsMet } from '../../plan/plan-input';
import { planUp } from '../../plan/plan-up';
import { refuseOtherNames } from '../../plan/refusals/other-name';
import { noticeGone } from '../../plan/requirements/gone-requirements';
import { watchRepeatables } from '../../plan/steps/watch-repeatables';
import { askStoredText } from '../../run/facts/ask-stored-text';
import type { Facts } from '../../run/facts/facts';
import { planHooks } from '../../run/facts/plan-hooks';
import type { Known } from '../../run/facts/questions';
import { noticeForeignStamp } from '../../run/guards/run-guards';
import { withoutDowntime } from '../../run/guards/without-downtime';
import { lookUpGone } from '../other-projects/look-up-gone';
import { lookUpOtherNames } from '../other-projects/look-up-other-names';
import { lookUpRequirement } from '../other-projects/look-up-requirement';
import { withDependents } from '../other-projects/with-dependents';
import type { MigrateOptions } from './migrate.options';
import { parseNames } from './parse-names';

/** What `migrate` would do with these options, judged by all but environment and database. Pure. */
export function planMigrate(settings: Settings, options: MigrateOptions, facts: Facts, known: Known): Plan {
  const scripts = options.reset
    ? planReset(settings, options, facts, known)
    : planInto(settings, options, facts, known);
  const hooked = planHooks(scripts, facts, settings, 'migrate');
  const plan = options.reset ? hooked : withoutDowntime(hooked, settings, facts.project, known);
  return options.verify ? refuseUnverifiable(plan, options, facts, known) : plan;
}

/** Into the database as it is: `--redo` and `--file` may undo what others require. */
function planInto(settings: Settings, options: MigrateOptions, facts: Facts, known: Known): Plan {
  const plan = watchRepeatables(planFiles(settings, options, facts, known), facts.project.parse);
  const { allowRequired, acceptExisting, file } = options;
  const names = lookUpOtherNames(settings, facts.history, plan.statuses, known);
  const refusals = refuseOtherNames(names, parseNames(options.apartFrom));
  // Whose tables they are is known then.
  const isJudged = acceptExisting || file !== undefined || names.length > 0;
  const judged = isJudged ? plan : judgeFirst(plan, facts.history, known);
  const guarded = { ...judged, refusals: [...judged.refusals, ...refusals] };
  return withDependents(settings, guarded, { allowRequired }, known);
}

/** `--reset` undoes all that is applied. */
function planReset(settings: Settings, options: MigrateOptions, facts: Facts, known: Known): Plan {
  const { project, history } = facts;
  const plan = planFiles(settings, options, { ...facts, history: emptied(history) }, known);
  const { allowRequired } = options;
  const statuses = deriveStatuses(project.set, history);
  const applied = statuses.filter(({ kind, row }) => kind === 'versioned' && row !== undefined);
  const dropped = parseNames(options.alsoReset);
  return withDependents(settings, plan, { allowRequired, emptied: applied, dropped }, known);
}

/** A first run may meet what another tool made. Loaded here: of most databases we have the history, or they are empty. */
function judgeFirst(plan: Plan, history: History, known: Known): Plan {
  if (!history.hasUserTables || history.rows.length > 0 || !known.isComplete()) return plan;
  const { refuseUnadopted } =
    require('../../run/guards/refuse-unadopted') as typeof import('../../run/guards/refuse-unadopted');
  return refuseUnadopted(plan, known);
}

function planFiles(settings: Settings, options: MigrateOptions, { project, history }: Facts, known: Known): Plan {
  const { set, parse, named } = project;
  const input = {
    set,
    history,
    project: settings.project,
    parse,
    storedText: askStoredText(known),
    requirementsMet: requirementsMet(options, known),
  };
  const { allowIrreversible = false } = options;
  const up = upOptions(settings, options);
  const plan = named
    ? planFile({ ...input, ...named, options: { ...up, allowIrreversible } })
    : planUp({ ...input, options: up });
  const { gone } = lookUpGone(settings, history, plan.statuses, 'this-database', known);
  return {
    ...plan,
    notices: [
      ...noticeMissing(history),
      ...noticeForeignStamp(settings, history),
      ...noticeGone(gone),
      ...plan.notices,
    ],
  };
}

/** A dry run counts what the projects that run first would have applied by then; it asks that only for what is lacking. */
function requirementsMet({ reset, dryRun, confirm }: MigrateOptions, known: Known): RequirementsMet {
  // What a reset drops of other projects cannot be required of them.
  const isMet = lookUpRequirement(reset ? 'elsewhere' : 'anywhere', known);
  return (project, version) =>
    isMet(project, version) ||
    (dryRun === true && known.ask('planned-first', '', { confirm: confirm === true }, () => true)(project, version));
}

function refuseUnverifiable(plan: Plan, { reset }: MigrateOptions, facts: Facts, known: Known): Plan {
  if (!known.isComplete()) return plan;
  const { project, history } = facts;
  const examined = { plan, project, history: reset ? emptied(history) : history };
  return { ...plan, refusals: [...plan.refusals, ...known.ask('examination', '', examined, [])] };
}

function noticeMissing({ wasMissing }: History): readonly Notice[] {
  const message = 'The database does not exist yet; a run with something to do creates it first.';
  return wasMissing ? [{ severity: 'notice', message, ids: [] }] : [];
}

function upOptions({ migrations }: Settings, options: MigrateOptions) {
  const { outOfOrder, allowEmpty, allowRedo, includeTestData } = migrations;
  const { to, redo = false } = options;
  return { ...(to !== undefined && { to: String(to) }), outOfOrder, allowEmpty, allowRedo, includeTestData, redo };
}

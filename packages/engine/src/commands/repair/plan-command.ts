import type { Settings } from '../../config/settings';
import type { HistoryRow } from '../../history/history';
import { scriptOfText } from '../../migrations/script/read-script';
import type { Plan } from '../../plan/plan';
import { planRepair } from '../../plan/repair/plan-repair';
import { asLeftOff } from '../../plan/steps/as-left-off';
import { historyPath } from '../../plan/steps/down-step';
import type { StartedOutcome } from '../../plan/steps/started-outcome';
import { askStoredText } from '../../run/facts/ask-stored-text';
import type { Facts } from '../../run/facts/facts';
import type { Known } from '../../run/facts/questions';
import { withDependents } from '../other-projects/with-dependents';
import type { RepairOptions } from './repair.options';

/** What `repair` would do with these options, judged by all but environment and database. Pure. */
export function planCommand(settings: Settings, options: RepairOptions, facts: Facts, known: Known): Plan {
  const { allowRequired } = options;
  return withDependents(settings, planOptions(settings, options, facts, known), { allowRequired }, known);
}

function planOptions(settings: Settings, options: RepairOptions, { project, history }: Facts, known: Known): Plan {
  const { set, parse } = project;
  const { id, checksums, missing, failed, stamp, as, from } = options;
  const outcomes = askStartedOutcomes(history.rows, parse, known);
  const isKnown = from !== undefined && known.ask('project-known', '', { name: from }, false);
  return planRepair({
    set,
    history,
    parse,
    storedText: askStoredText(known),
    environment: settings.environment,
    project: settings.project,
    otherScripts: from === undefined ? [] : known.ask('other-scripts', '', undefined, []),
    fromIsKnown: isKnown ? 'known' : 'unknown',
    startedOutcome: (started) => outcomes.get(started) ?? 'unknown',
    options: {
      ...(id !== undefined && { id: String(id) }),
      ...(as !== undefined && { as }),
      ...(checksums !== undefined && { checksums }),
      ...(missing !== undefined && { missing }),
      ...(failed !== undefined && { failed }),
      ...(stamp && { stamp }),
      ...(from !== undefined && { from }),
    },
  });
}

/** Asks the catalog of each statement that was begun and whose end is not known: there is seldom one, and never many. */
function askStartedOutcomes(
  rows: readonly HistoryRow[],
  parse: Facts['project']['parse'],
  known: Known,
): ReadonlyMap<string, StartedOutcome> {
  const outcomes = new Map<string, StartedOutcome>();
  for (const row of rows.filter(({ unitStarted }) => unitStarted !== undefined)) {
    const direction = row.failedDirection ?? 'up';
    const stored = askStoredText(known)(row.id, direction);
    if (stored === undefined) continue;
    const { script, units } = asLeftOff(parse(scriptOfText(stored, historyPath(row.id), direction)), row, direction);
    const statement = units[row.unitStarted ?? 0]?.statements[0];
    if (!script.text || !statement) continue;
    outcomes.set(row.id, known.ask('started-outcome', row.id, { text: script.text, statement }, 'unknown'));
  }
  return outcomes;
}

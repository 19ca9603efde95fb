import type { History } from '../../history/history';
import type { OtherScript } from '../../history/other-scripts';
import type { Step } from '../plan';
import type { PlannedStep } from '../steps/down-step';

/** What an adoption is planned from. */
export interface AdoptionInput {
  /** The name that the history has now. */
  readonly from: string;
  readonly project: string;
  readonly history: History;
  /** Of all other projects of the database. */
  readonly scripts: readonly OtherScript[];
  /** Whether the workspace still has a project of that name. */
  readonly fromIsKnown: 'known' | 'unknown';
}

/**
 * `--from`: the history of another project becomes that of this one, as after the project was renamed: its scripts with
 * their texts and states, and its stamp; what other projects have is left alone. Scripts that both have are refused,
 * but repeatable ones, of which this project's stay. Pure.
 */
export function planFrom({ from, project, history, scripts, fromIsKnown }: AdoptionInput): PlannedStep {
  const theirs = scripts.filter((script) => script.project === from);
  if (from === project) return refuse(`--from=${from} is this project itself.`, 'Name the project that it was before.');
  if (theirs.length === 0) return refuse(`The database has no history of a project ${from}.`, hintOf(scripts));
  const own = new Set(history.rows.map(({ id }) => id));
  const both = theirs.filter(({ id }) => own.has(id));
  const clash = both.filter(({ kind }) => kind === 'versioned').map(({ id }) => id);
  if (clash.length > 0) {
    return refuse(
      `Both ${from} and ${project} have in history: ${clash.slice(0, 3).join(', ')}${clash.length > 3 ? ` and ${clash.length - 3} more` : ''}.`,
      `Look which history is so, then let ${project} forget its own with \`repair --id=<id> --as=pending\`.`,
    );
  }
  const ids = theirs.filter(({ id }) => !own.has(id)).map(({ id }) => id);
  const dropped = both.map(({ id }) => id);
  return {
    step: stepOf(from, ids, dropped, project),
    refusals: [],
    notices:
      fromIsKnown === 'unknown'
        ? []
        : [
            {
              severity: 'warning',
              message: `${from} is a project of this workspace still: after this it has no history, and its migrations are pending.`,
              ids: [],
            },
          ],
  };
}

function stepOf(from: string, ids: readonly string[], dropped: readonly string[], project: string): Step {
  const id = `the history of ${from}`;
  const left = dropped.length > 0 ? `; of ${dropped.join(', ')} it has its own` : '';
  const summary = `take the history of project ${from}, ${ids.length} ${ids.length === 1 ? 'script' : 'scripts'}, for that of ${project}${left}`;
  return {
    action: 'repair',
    id,
    version: undefined,
    path: id,
    source: 'none',
    script: undefined,
    file: undefined,
    expected: undefined,
    resumeAt: 0,
    change: { kind: 'adopt', from, ids, dropped, summary },
  };
}

function hintOf(scripts: readonly OtherScript[]): string {
  const names = [...new Set(scripts.map(({ project }) => project))];
  return names.length === 0 ? 'No other project has a history here.' : `It has those of ${names.join(', ')}.`;
}

function refuse(message: string, hint: string): PlannedStep {
  const refusal = { code: 'OPTION_INVALID', message, ids: [], hint, waivedBy: undefined } as const;
  return { step: undefined, refusals: [refusal], notices: [] };
}

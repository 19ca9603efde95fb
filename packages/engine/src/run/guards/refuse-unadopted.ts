import type { AdoptionFacts } from '../../history/adoption-facts';
import { collectMadeTables } from '../../lint/statements/made-tables';
import type { Plan, Refusal, Step } from '../../plan/plan';
import { describeIds } from '../../plan/refusals/state-refusals';
import type { Known } from '../facts/questions';
import { findRecorded } from './recorded-elsewhere';

/** So many tables are told. */
const maxNames = 3;

/**
 * The plan of a first run, refused where the database has already what its migrations make: a table that one of them
 * creates, or their names in the history of another tool. The run would stop at "already exists", with what came before
 * it kept. For a database that has tables and no history of the project.
 */
export function refuseUnadopted(plan: Plan, known: Known): Plan {
  const steps = plan.steps.filter(({ action }) => action === 'up');
  if (steps.length === 0) return plan;
  const made = collectMadeTables(steps.flatMap(({ id, script }) => (script ? [{ id, script }] : [])));
  const question = made.map(({ schema, name }) => ({ schema, name }));
  const facts = known.ask('adoption', '', question, { present: [], histories: [] });
  const collisions = made.flatMap(({ id }, index) => {
    const table = facts.present[index];
    return table === undefined ? [] : [{ id, table }];
  });
  const recorded = facts.histories.flatMap(({ tool, table, applied }) => {
    const found = findRecorded(steps, applied);
    return found.length > 0 ? [{ tool, table, found }] : [];
  });
  if (collisions.length === 0 && recorded.length === 0) return plan;
  return { ...plan, refusals: [...plan.refusals, unadopted(collisions, recorded, facts, steps)] };
}

function unadopted(
  collisions: readonly { readonly id: string; readonly table: string }[],
  recorded: readonly { readonly tool: string; readonly table: string; readonly found: readonly Step[] }[],
  { histories }: AdoptionFacts,
  steps: readonly Step[],
): Refusal {
  const newest = recorded.flatMap(({ found }) => found).at(-1);
  const ids = [
    ...new Set([...collisions.map(({ id }) => id), ...recorded.flatMap(({ found }) => found.map(({ id }) => id))]),
  ];
  const told = [
    ...describeCollisions(collisions),
    ...recorded.map(
      ({ tool, table, found }) =>
        `${table}, where ${tool} keeps its history, has ${found.length} of these ${steps.length} as applied.`,
    ),
    // Its versions say nothing of these files, but whose database this is.
    ...(recorded.length === 0 ? histories.map(({ tool, table }) => `${table} looks like the history of ${tool}.`) : []),
  ];
  const id = newest?.id ?? '<the newest that is applied>';
  return {
    code: 'BASELINE_MISSING',
    message: `History has nothing of this project, and the database has what its migrations make: ${told.join(' ')}`,
    ids,
    hint: `Record what is there with \`migrate --baseline=${id}\`, which runs nothing (--verify compares first); or choose the right database.`,
    waivedBy: '--accept-existing',
  };
}

function describeCollisions(collisions: readonly { readonly id: string; readonly table: string }[]): readonly string[] {
  const [first] = collisions;
  if (!first) return [];
  const tables = collisions.map(({ table }) => table);
  const more = tables.length > maxNames ? ` and ${tables.length - maxNames} more` : '';
  const makers = describeIds([...new Set(collisions.map(({ id }) => id))]);
  return [`${tables.slice(0, maxNames).join(', ')}${more}, of ${makers}.`];
}

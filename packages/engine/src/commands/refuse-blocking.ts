import { collectLookups } from '../lint/collect-lookups';
import { type BlockingFinding, type BlockingNotice, findBlocking } from '../lint/find-blocking';
import { type LintScript, readLintScript } from '../lint/lint-script';
import type { TableCatalog } from '../lint/table-catalog';
import type { Notice, Plan, Refusal } from '../plan/plan';
import type { CommandPorts } from './command';

/**
 * The plan of a run that never makes the application wait, with a refusal for each statement that would, and a notice
 * for what cannot be judged. Asks the database once, and only when a step touches a table that may hold rows.
 */
export async function refuseBlocking(plan: Plan, ports: Pick<CommandPorts, 'tables'>): Promise<Plan> {
  const scripts = plan.steps.flatMap(({ id, path, script }) => (script ? [readLintScript(id, path, script)] : []));
  const lookups = collectLookups(scripts);
  const catalog = lookups.relations.length > 0 ? await ports.tables?.(lookups) : undefined;
  const { findings, notices } = findBlocking(scripts, catalog ?? nothingKnown);
  const refused = findings.filter(({ waived }) => waived === undefined);
  return {
    ...plan,
    refusals: [...plan.refusals, ...refused.map(describeRefused)],
    notices: [
      ...plan.notices,
      ...findings.filter(({ waived }) => waived !== undefined).map(noticeWaived),
      ...notices.map(noticeOf),
      ...plan.steps.filter(({ script }) => script?.mode === 'batches').map(({ id, path }) => noticeLarge(id, path)),
    ],
  };
}

const nothingKnown: TableCatalog = { relations: {}, steadyFunctions: [], checkingTypes: [] };

function describeRefused({ rule, script, statement, message, safeForm }: BlockingFinding): Refusal {
  return {
    code: 'BLOCKING_STATEMENT',
    message: `${placeOf(script, statement)}: ${message} (${rule}).\n${statement.excerpt()}`,
    ids: [script.id],
    hint: `${safeForm} Or waive it over the statement: -- pgrestify-ignore ${rule}: <reason>.`,
    waivedBy: '--lock',
  };
}

function noticeWaived({ rule, script, statement, message, waived }: BlockingFinding): Notice {
  const text = `${placeOf(script, statement)}: ${message} (${rule}); waived: ${waived}`;
  return { severity: 'warning', message: text, ids: [script.id] };
}

function noticeOf({ script, statement, message }: BlockingNotice): Notice {
  return { severity: 'notice', message: `${placeOf(script, statement)}: ${message}.`, ids: [script.id] };
}

function noticeLarge(id: string, path: string): Notice {
  return { severity: 'warning', message: `${path} is over 8 MB: --no-lock does not look into it.`, ids: [id] };
}

function placeOf({ path }: LintScript, statement: BlockingFinding['statement']): string {
  const { line, column } = statement.locate();
  return `${path}:${line}:${column}`;
}

import type { Settings } from '../../config/settings';
import { collectLookups } from '../../lint/collect-lookups';
import { type BlockingFinding, type BlockingNotice, findBlocking } from '../../lint/find-blocking';
import { type LintScript, readLargeLintScript, readLintScript, withLintHooks } from '../../lint/lint-script';
import { nothingKnown } from '../../lint/table-catalog';
import type { Notice, Plan, Refusal } from '../../plan/plan';
import type { Statement } from '../../sql/statements/statement';
import type { ProjectFiles } from '../facts/project-files';
import type { Known } from '../facts/questions';

/**
 * The plan of a run that never makes the application wait, with a refusal for each statement that would, and a notice
 * for what cannot be judged. Asks the database once, and only when a step touches a table that may hold rows. Pure.
 */
export function refuseBlocking(
  plan: Plan,
  { migrations }: Settings,
  { pieces }: Pick<ProjectFiles, 'pieces'>,
  known: Known,
): Plan {
  const scripts = plan.steps.flatMap(({ id, path, script, hooks }) => {
    if (!script) return [];
    const isLarge = script.mode === 'batches';
    const read = isLarge ? readLargeLintScript(id, path, pieces({ path })) : readLintScript(id, path, script);
    return [hooks ? withLintHooks(read, script.mode, hooks) : read];
  });
  const lookups = collectLookups(scripts);
  const isAsked = lookups.relations.length > 0;
  const catalog = isAsked ? known.ask('tables', 'blocking', lookups, nothingKnown) : nothingKnown;
  const found = findBlocking(scripts, catalog, migrations.lockTimeoutMs);
  const findings = saidOnce(found.findings);
  const notices = saidOnce(found.notices);
  const refused = findings.filter(({ waived }) => waived === undefined);
  return {
    ...plan,
    refusals: [...plan.refusals, ...refused.slice(0, maxRefusals).map(describeRefused)],
    notices: [
      ...plan.notices,
      ...findings
        .filter(({ waived }) => waived !== undefined)
        .slice(0, maxRefusals)
        .map(noticeWaived),
      ...notices.slice(0, maxRefusals).map(noticeOf),
      ...(refused.length > maxRefusals ? [noticeMore(refused.length - maxRefusals)] : []),
      ...scripts.filter(({ isCutShort }) => isCutShort).map(noticeCutShort),
    ],
  };
}

/** Enough to see what is wrong; a generated script can have thousands. */
const maxRefusals = 50;

function noticeMore(count: number): Notice {
  return { severity: 'warning', message: `${count} more statements would make the application wait.`, ids: [] };
}

function describeRefused({ rule, script, statement, message, safeForm }: BlockingFinding): Refusal {
  return {
    code: 'BLOCKING_STATEMENT',
    message: [`${placeOf(statement)}: ${message} (${rule}).`, statement.excerpt() ?? []].flat().join('\n'),
    ids: [script.id],
    hint: `${safeForm} Or waive it over the statement: -- pgrestify-ignore ${rule}: <reason>.`,
    waivedBy: '--lock',
  };
}

function noticeWaived({ rule, script, statement, message, waived }: BlockingFinding): Notice {
  const text = `${placeOf(statement)}: ${message} (${rule}); waived: ${waived}`;
  return { severity: 'warning', message: text, ids: [script.id] };
}

function noticeOf({ script, statement, message }: BlockingNotice): Notice {
  return { severity: 'notice', message: `${placeOf(statement)}: ${message}.`, ids: [script.id] };
}

function noticeCutShort({ id, path, transactions }: LintScript): Notice {
  const message = `${path}: --no-lock looked at the first ${transactions.flat().length} statements that change something.`;
  return { severity: 'warning', message, ids: [id] };
}

function placeOf({ path, locate }: BlockingFinding['statement']): string {
  const { line, column } = locate();
  return `${path}:${line}:${column}`;
}

/** Each once: a hook, whose statements are the same around each script, would say it for each of them. */
function saidOnce<T extends Pick<BlockingNotice, 'statement' | 'message'>>(said: readonly T[]): readonly T[] {
  const told = new Map<Statement, Set<string>>();
  return said.filter(({ statement: { source }, message }) => {
    if (!source) return true;
    const messages = told.get(source) ?? new Set();
    told.set(source, messages);
    return messages.size < messages.add(message).size;
  });
}

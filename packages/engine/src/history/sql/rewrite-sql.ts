import type { HistoryChange } from '../../plan/history-change';
import type { Step } from '../../plan/plan';
import { quoteLiteral } from '../../sql/names/quote';
import { describeRewrite } from '../describe-rewrite';
import type { RunIdentity } from '../store';
import {
  conflictOf,
  expectOneRow,
  isExpected,
  literalOrNull,
  noteOnTexts,
  ofScope,
  ofStep,
  recordAppliedSql,
  recordEventSql,
  type StoredTexts,
  stampSql,
  storedText,
} from './history-sql';

/**
 * Statements that do to history what a `baseline` or `repair` step says, with its event. The event comes first: it takes
 * over the texts that the change is about to lose, since nobody else may have them.
 */
export function rewriteSql(run: RunIdentity, step: Step, change: HistoryChange, texts: StoredTexts): string {
  switch (change.kind) {
    case 'record': {
      const event = { action: 'baseline', id: step.id, outcome: 'succeeded', milliseconds: '0' } as const;
      const record = recordAppliedSql(run, step, texts, '0', undefined, undefined);
      return `${recordEventSql(run, { ...event, message: change.summary })}\n${record}`;
    }
    case 'correct':
      return `${keepRowSql(run, step, change)}\n${correctSql(run, step, change, texts)}`;
    case 'forget': {
      const condition = `${ofStep(run, step.id)} AND ${expectationOf(step)}`;
      return `${keepRowSql(run, step, change)}
${expectOneRow(`DELETE FROM pgrestify.migrations WHERE ${condition}`, step.id)}`;
    }
    case 'adopt':
      return `${repairEventSql(run, step, quoteLiteral(describeRewrite(step, change)))}\n${adoptSql(run, change)}`;
    case 'stamp':
      return `${repairEventSql(run, step, quoteLiteral(describeRewrite(step, change)))}\n${restampSql(run, change)}`;
  }
}

type Change<Kind extends HistoryChange['kind']> = Extract<HistoryChange, { kind: Kind }>;

function correctSql(run: RunIdentity, step: Step, { to, texts: kept }: Change<'correct'>, texts: StoredTexts): string {
  const { script } = step.script ?? {};
  const progress = [
    `outcome = ${quoteLiteral(to.outcome)}`,
    `units_done = ${to.unitsDone}, units_total = ${to.unitsTotal}, unit_started = ${to.unitStarted ?? 'NULL'}`,
    ...(to.outcome === 'applied' ? ['failed_direction = NULL'] : []),
  ];
  const ofFile = [
    `version = ${literalOrNull(step.version?.text)}, checksum = ${quoteLiteral(script?.checksum ?? '')}`,
    `down_checksum = ${literalOrNull(texts.downChecksum)}`,
    `up_text = ${storedText(texts.up)}, down_text = ${storedText(texts.down)}`,
    `text_note = ${literalOrNull(noteOnTexts(texts))}`,
    `irreversible = ${literalOrNull(script?.directives.irreversible)}`,
  ];
  const assignments = [...progress, ...(kept === 'of-file' ? ofFile : [])];
  return expectOneRow(
    `UPDATE pgrestify.migrations SET ${assignments.join(', ')} WHERE ${ofStep(run, step.id)} AND ${expectationOf(step)}`,
    step.id,
  );
}

/** The event of a change to a row, with what the row said. Without that row there is none: the change itself fails then. */
function keepRowSql(run: RunIdentity, step: Step, change: Change<'correct' | 'forget'>): string {
  const losesTexts = change.kind === 'forget' || change.texts === 'of-file';
  const kept = losesTexts ? (['up', 'down'] as const).map(keptTextSql).join('') : '';
  const message = `${quoteLiteral(describeRewrite(step, change))}${kept}`;
  return repairEventSql(run, step, message, `FROM pgrestify.migrations WHERE ${ofStep(run, step.id)}`);
}

function keptTextSql(direction: 'up' | 'down'): string {
  return `\n  || coalesce(${quoteLiteral(`\n${direction}.sql as it was recorded:\n`)} || ${direction}_text, '')`;
}

function repairEventSql(run: RunIdentity, { id }: Step, messageSql: string, from = ''): string {
  return `INSERT INTO pgrestify.migration_events (project, target, run_id, action, id, outcome, duration_ms, message)
SELECT ${[run.project, run.target, run.runId, 'repair', id, 'succeeded'].map(quoteLiteral).join(', ')}, 0, ${messageSql} ${from};`;
}

/** Fails unless history has of that project these scripts and no others. */
function adoptSql(run: RunIdentity, { from, ids, dropped }: Change<'adopt'>): string {
  const theirs = { project: from, target: run.target };
  const listed = ids.map(quoteLiteral).join(', ') || 'NULL';
  const isWhole = `(SELECT count(*) FROM pgrestify.migrations WHERE ${ofScope(theirs)}) = ${ids.length + dropped.length}
  AND (SELECT count(*) FROM pgrestify.migrations WHERE ${ofScope(theirs)} AND id IN (${listed})) = ${ids.length}`;
  return `SELECT CASE WHEN ${isWhole} THEN true ELSE pgrestify.refuse('HISTORY_CONFLICT', ${quoteLiteral(conflictOf(`project ${from}`))}) END;
INSERT INTO pgrestify.migration_events (project, target, run_id, action, id, outcome, duration_ms, message)
SELECT ${quoteLiteral(run.project)}, target, ${quoteLiteral(run.runId)}, action, id, outcome, duration_ms, message
FROM pgrestify.migration_events e WHERE ${ofScope(theirs, 'e.')} AND e.action IN ('skip', 'drop') AND e.outcome = 'succeeded'
  AND EXISTS (SELECT FROM pgrestify.migrations m WHERE ${ofScope(theirs, 'm.')} AND m.id = e.id AND m.applied_at < e.at)
ORDER BY e.event_id;
UPDATE pgrestify.migrations SET project = ${quoteLiteral(run.project)} WHERE ${ofScope(theirs)} AND id IN (${listed});
DELETE FROM pgrestify.migrations WHERE ${ofScope(theirs)};
DELETE FROM pgrestify.environment WHERE ${ofScope(theirs)};`;
}

function restampSql(run: RunIdentity, { from, to }: Change<'stamp'>): string {
  if (from === undefined) return stampSql({ ...run, environment: to });
  return expectOneRow(
    `UPDATE pgrestify.environment SET environment = ${quoteLiteral(to)}, stamped_at = clock_timestamp()
WHERE ${ofScope(run)} AND environment = ${quoteLiteral(from)}`,
    'the stamp',
  );
}

function expectationOf({ expected }: Step): string {
  return expected ? isExpected(expected) : 'false';
}

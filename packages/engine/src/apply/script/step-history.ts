import { recordDroppedSql, type WatchedObject } from '../../history/sql/dropped-sql';
import {
  durationColumn,
  measuredColumn,
  recordAppliedSql,
  recordRolledBackSql,
  recordSuccessSql,
  requireRowSql,
  rowDurationSql,
  type StoredTexts,
  sinceBeginSql,
} from '../../history/sql/history-sql';
import { describeHookText } from '../../history/sql/hook-events-sql';
import { rewriteSql } from '../../history/sql/rewrite-sql';
import { recordUpSql } from '../../history/sql/step-calls-sql';
import type { RunIdentity } from '../../history/store';
import type { HookName } from '../../migrations/hooks/hook';
import type { Step } from '../../plan/plan';
import type { MessageResult } from '../../postgres/session/message-query';
import type { MessageContext, StepHistory } from './script-message';

/** What a completed step changes in history, the current state and the event, in its transaction. */
export function stepHistory(
  { hasStepFunctions }: Pick<MessageContext, 'hasStepFunctions'>,
  run: RunIdentity,
  step: Step,
  watched: readonly WatchedObject[] = [],
): StepHistory {
  const isFirst = (step.action === 'up' || step.action === 'repeat') && step.expected === undefined;
  if (!hasStepFunctions || !isFirst) return completedStepSql(run, step, watched);
  return (ending) => recordUpSql(run, step, storedTexts(step), ending);
}

/** The same as statements. */
export function completedStepSql(run: RunIdentity, step: Step, watched: readonly WatchedObject[] = []): string {
  const took = (milliseconds: string) => recordSuccessSql(run, { action: actionOf(step), id: step.id, milliseconds });
  switch (step.action) {
    case 'up':
    case 'repeat':
      return `${recordAppliedSql(run, step, storedTexts(step), sinceBeginSql, undefined, step.expected)}\n${took(rowDurationSql(run, step.id))}`;
    case 'down':
      return `${recordRolledBackSql(run, step.id, step.expected)}\n${took(sinceBeginSql)}\n${recordDroppedSql(run, step, watched)}`;
    case 'skip-down':
      return `${requireRowSql(run, step.id, step.expected)}\n${took(sinceBeginSql)}`;
    case 'script':
      return took(sinceBeginSql);
    case 'hook':
      return recordSuccessSql(run, {
        action: actionOf(step),
        id: step.id,
        milliseconds: sinceBeginSql,
        ...(step.script && { message: describeHookText(step.script.script) }),
      });
    case 'baseline':
    case 'repair':
      return step.change ? rewriteSql(run, step, step.change, storedTexts(step)) : '';
  }
}

/** The milliseconds that a message wrote down for the step it completed; undefined when it completed none. */
export function writtenDuration({ rowSets }: MessageResult): number | undefined {
  const text = rowSets.findLast(([row]) => row && durationColumn in row)?.[0]?.[durationColumn];
  return text === undefined || text === null ? undefined : Number(text);
}

/** What a message measured, in its order; empty when it measured nothing. */
export function writtenMeasures({ rowSets }: MessageResult): readonly string[] {
  return rowSets.flatMap(([row]) => row?.[measuredColumn] ?? []);
}

/** The texts that history keeps of a step's files. */
export function storedTexts(step: Step): StoredTexts {
  const down = step.file?.kind === 'versioned' ? step.file.down() : undefined;
  return {
    up: step.script?.script.text?.toString('utf8'),
    down: down?.text?.toString('utf8'),
    downChecksum: down?.checksum,
  };
}

/** Name of a step's action in the event log. */
export function actionOf(step: Step): 'up' | 'down' | 'skip' | 'script' | 'baseline' | 'repair' | HookName {
  switch (step.action) {
    case 'up':
    case 'repeat':
      return 'up';
    case 'skip-down':
      return 'skip';
    case 'down':
    case 'script':
    case 'baseline':
    case 'repair':
      return step.action;
    case 'hook':
      // Its name in the config, as those that run within a step are called in the log.
      return step.id === 'afterRun' ? 'afterRun' : 'beforeRun';
  }
}

import { recordDroppedSql, type WatchedObject } from '../../history/dropped-sql';
import {
  recordAppliedSql,
  recordEventSql,
  recordRolledBackSql,
  requireRowSql,
  type StoredTexts,
  sinceBeginSql,
} from '../../history/history-sql';
import { rewriteSql } from '../../history/rewrite-sql';
import type { RunIdentity } from '../../history/store';
import type { Step } from '../../plan/plan';

/** What a completed step changes in history, the current state and the event, as statements of its transaction. */
export function completedStepSql(run: RunIdentity, step: Step, watched: readonly WatchedObject[] = []): string {
  const event = recordEventSql(run, {
    action: actionOf(step),
    id: step.id,
    outcome: 'succeeded',
    milliseconds: sinceBeginSql,
  });
  switch (step.action) {
    case 'up':
    case 'repeat':
      return `${recordAppliedSql(run, step, storedTexts(step), sinceBeginSql, undefined, step.expected)}\n${event}`;
    case 'down':
      return `${recordRolledBackSql(run, step.id, step.expected)}\n${event}\n${recordDroppedSql(run, step, watched)}`;
    case 'skip-down':
      return `${requireRowSql(run, step.id, step.expected)}\n${event}`;
    case 'script':
      return event;
    case 'baseline':
    case 'repair':
      return step.change ? rewriteSql(run, step, step.change, storedTexts(step)) : '';
  }
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
export function actionOf(step: Step): 'up' | 'down' | 'skip' | 'script' | 'baseline' | 'repair' {
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
  }
}

import { assertNever } from '../../errors';
import { describeHolder } from '../../history/describe-holder';
import { describeElapsed } from '../describe';
import type { Activity } from './activity';
import { describeBlockers, describeCounts, describeTime, describeTransfer, describeWork } from './describe-progress';
import type { LineParts } from './fit-line';

/** What goes on, as the parts of one line. Pure. */
export function describeActivity(activity: Activity, at: Date): LineParts {
  const elapsedMs = at.getTime() - activity.since.getTime();
  const elapsed = describeElapsed(elapsedMs);
  switch (activity.kind) {
    case 'database-wait':
      return { word: 'waiting', name: 'for the database', facts: [elapsed], detail: activity.database };
    case 'lock-wait':
      return {
        word: 'waiting',
        name: 'for the run lock',
        facts: [elapsed],
        detail: `held by ${describeHolder(activity.holder)}`,
      };
    case 'transfer': {
      const { what, progress } = activity;
      const facts = progress ? describeTransfer({ ...progress, elapsedMs }) : [elapsed];
      return { word: what, name: '', facts, detail: '' };
    }
    case 'reset': {
      const detail = describeBlockers(activity.blockers);
      return { word: 'blocked', name: 'the reset', facts: [elapsed], detail };
    }
    case 'step': {
      const { id, position, total, progress = { blockers: [] }, nextAttempt } = activity;
      const facts = [
        describeTime({ elapsedMs, ...(progress.expected && { expected: progress.expected }) }),
        ...(nextAttempt === undefined ? describeCounts(progress) : [`attempt ${nextAttempt}`]),
      ];
      const word = nextAttempt === undefined ? stepWord(progress) : 'retrying';
      return {
        word: total > 1 ? `${word} ${position}/${total}` : word,
        name: id,
        facts,
        detail: describeWork(progress).join(', '),
      };
    }
    case 'check':
      return { word: 'checking', name: activity.name, facts: [elapsed], detail: '' };
    default:
      return assertNever(activity);
  }
}

function stepWord({ blockers }: { readonly blockers: readonly unknown[] }): string {
  return blockers.length > 0 ? 'blocked' : 'running';
}

import type { HistoryRow } from '../../history/history';

/** What stopped, and how far it is: `002_b stopped after 1 of 3 statements`, or its rollback did. */
export function describeHalfDone({ id, failedDirection, unitsDone, unitsTotal }: HistoryRow): string {
  const script = failedDirection === 'down' ? `The rollback of ${id}` : id;
  return `${script} stopped after ${unitsDone} of ${unitsTotal} statements`;
}

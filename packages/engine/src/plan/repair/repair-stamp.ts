import type { History } from '../../history/history';
import type { PlannedStep } from '../steps/down-step';

/** The id under which the stamp's repair is recorded: no script has it. */
export const stampId = 'the stamp';

/** `--stamp`: the database belongs to this environment from now on, as one does that was restored from a dump of another. */
export function planStamp({ stamp }: History, environment: string): PlannedStep {
  if (stamp?.environment === environment) return { step: undefined, refusals: [], notices: [] };
  const from = stamp?.environment;
  const was = from === undefined ? 'which has no stamp' : `which is stamped as "${from}"`;
  const summary = `stamp the database, ${was}, as environment "${environment}"`;
  return {
    step: {
      action: 'repair',
      id: stampId,
      version: undefined,
      path: stampId,
      source: 'none',
      script: undefined,
      file: undefined,
      expected: undefined,
      resumeAt: 0,
      change: { kind: 'stamp', from, to: environment, summary },
    },
    refusals: [],
    notices: [],
  };
}

import type { ParsedScript, Script } from '../../migrations/migration';
import type { MigrationStatus, Notice } from '../plan';
import type { PlanInput } from '../plan-input';
import { noticeScript, noticeUnparsableDown } from '../refusals/script-notices';
import { readLazily, refuseUnparsable } from '../refusals/script-refusals';
import { isRefusal } from '../target';
import { asLeftOff } from './as-left-off';
import type { PlannedStep } from './down-step';
import { resolveResume } from './resume';

/** How a script with a file is applied: from its start, or where it stopped. */
export function planUpStep(status: MigrationStatus, input: Pick<PlanInput, 'parse' | 'storedText'>): PlannedStep {
  const { id, version, file, row } = status;
  if (!file) return { step: undefined, refusals: [], notices: [] };
  const script = asLeftOff(input.parse(file.kind === 'versioned' ? file.up : file.script), row, 'up');
  // History keeps the down with the up: one that cannot be read must not fail in the middle of a run.
  const down = file.kind === 'versioned' ? readLazily(file.down, id) : undefined;
  const resumeAt = resolveResume(row, script, input);
  const refusals = [
    ...refuseUnparsable(script, id),
    ...(down && isRefusal<Script>(down) ? [down] : []),
    ...(typeof resumeAt === 'number' ? [] : [resumeAt]),
  ];
  if (typeof resumeAt !== 'number') return { step: undefined, refusals, notices: [] };
  const action = file.kind === 'versioned' ? 'up' : 'repeat';
  const { path } = script.script;
  return {
    step: { action, id, version, path, source: 'file', script, file, expected: row, resumeAt },
    refusals,
    notices: [
      ...(resumeAt > 0 ? [noticeResumed(id, resumeAt, script)] : []),
      ...noticeScript(script, id),
      ...(down && !isRefusal<Script>(down) && down.text ? noticeUnparsableDown(input.parse(down), id) : []),
    ],
  };
}

function noticeResumed(id: string, done: number, { units, reason }: ParsedScript): Notice {
  const what = reason?.kind === 'enum-value' ? 'transactions' : 'statements';
  const message = `${id} goes on after ${done} of ${units.length} ${what}, where it stopped, in a new session.`;
  return { severity: 'notice', message, ids: [id] };
}

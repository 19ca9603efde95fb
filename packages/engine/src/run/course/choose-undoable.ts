import { planUndo } from '../../checks/shadow/steps';
import type { Refusal, Step } from '../../plan/plan';
import type { ProjectFiles } from '../facts/project-files';

/** Which of the migrations that a run applied can be undone again. */
export interface Undoable {
  /** How many of the newest. */
  readonly undoable: number;
  /** The others, each with the reason, by their ids. */
  readonly barred: ReadonlyMap<string, string>;
}

/** Undone is from the newest on, up to the first that cannot be: what came before it may lean on it. Pure. */
export function chooseUndoable(steps: readonly Step[], parse: ProjectFiles['parse']): Undoable {
  const newestFirst = steps.filter(({ action }) => action === 'up').toReversed();
  const obstacles = newestFirst.map(({ id, file }) => {
    const [refusal] = file?.kind === 'versioned' ? planUndo(file, parse).refusals : [];
    return { id, reason: refusal?.message };
  });
  const first = obstacles.findIndex(({ reason }) => reason !== undefined);
  if (first === -1) return { undoable: newestFirst.length, barred: new Map() };
  const barred = obstacles.slice(first).map(({ id, reason }) => {
    const why = reason ?? `${obstacles[first]?.id} comes after it and cannot be undone.`;
    return [id, why] as const;
  });
  return { undoable: first, barred: new Map(barred) };
}

/** Every migration that a run applied, barred by the reasons not to undo any. Pure. */
export function allBarred(steps: readonly Step[], refusals: readonly Refusal[]): ReadonlyMap<string, string> {
  const reason = refusals.map(({ message }) => message).join(' ');
  return new Map(steps.filter(({ action }) => action === 'up').map(({ id }) => [id, reason]));
}

import type { Refusal, Step } from '../plan';

/** Refusals of the steps that cannot run where each transaction may get another session of the server. */
export function refuseSharedSession(steps: readonly Step[]): readonly Refusal[] {
  return steps
    .filter(({ script, change }) => script?.mode === 'statements' && !change)
    .map(({ id, path }) => ({
      code: 'POOLER_UNSAFE',
      message: `${path} has statements that run outside a transaction and need a session of their own; the connection goes through a pooler in transaction mode.`,
      ids: [id],
      hint: 'Connect to the server directly, or through a pool in session mode.',
      waivedBy: undefined,
    }));
}

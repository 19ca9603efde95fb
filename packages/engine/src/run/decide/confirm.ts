import type { CommandPorts } from '../command';
import type { Decision } from './decide';

/** What somebody at the terminal said of a plan. */
export type Answer = 'yes' | 'no' | 'not-asked';

/** Asks at the terminal, when there is one and nothing else stands against the run. */
export async function confirm(
  { refusals, unconfirmed }: Decision,
  { prompt, signal }: Pick<CommandPorts, 'prompt' | 'signal'>,
): Promise<Answer> {
  if (refusals.length > 0 || !unconfirmed?.question || !prompt) return 'not-asked';
  return prompt.ask(unconfirmed.question, signal);
}

/** A confirmation is missing only where nothing else stands against the run: `--confirm` would not help there. */
export function refuseUnconfirmed(decision: Decision, answer: Answer): Decision {
  const { planHash, refusals, unconfirmed } = decision;
  if (answer === 'yes' || !unconfirmed || refusals.length > 0) return decision;
  // Whoever was asked has just read the plan.
  const message = answer === 'no' ? `Plan ${planHash} was not confirmed.` : unconfirmed.refusal.message;
  return { ...decision, refusals: [{ ...unconfirmed.refusal, message }] };
}

import type { PlanInput } from '../../plan/plan-input';
import type { Known } from './questions';

/**
 * Texts that history keeps, for a plan that may need some. Made without them it says which, and again with them it may
 * want more: a down that does nothing makes it ask for the up. Most plans ask for none.
 */
export function askStoredText(known: Known): NonNullable<PlanInput['storedText']> {
  return (id, direction) => known.ask('stored-text', `${direction} ${id}`, { id, direction }, undefined);
}

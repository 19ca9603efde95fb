import type { RequirementsMet } from '../../plan/plan-input';
import type { Known } from '../../run/facts/questions';

/**
 * Whether what a script requires of another project is applied: in the database of the run or that project's own, or in
 * the latter alone. Asked for each requirement of what is due. Pure.
 */
export function lookUpRequirement(where: 'anywhere' | 'elsewhere', known: Known): RequirementsMet {
  return (project, version) => known.ask('requirement', `${project}:${version}`, { project, version, where }, true);
}

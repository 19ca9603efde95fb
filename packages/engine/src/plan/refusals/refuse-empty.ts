import { errorCatalogue } from '../../errors';
import type { Refusal, Step } from '../plan';
import { describeIds } from './state-refusals';

/**
 * Migrations of this run without a statement. Once applied they would count as changed as soon as they are written; a
 * repeatable script is run again then, so that it may be empty.
 */
export function refuseEmpty(steps: readonly Step[]): readonly Refusal[] {
  const empty = steps.filter(({ action, script }) => action === 'up' && script?.mode === 'empty' && isReadable(script));
  if (empty.length === 0) return [];
  const [have, they, are] = empty.length === 1 ? ['has', 'it', 'is'] : ['have', 'they', 'are'];
  const paths = describeIds(empty.map(({ path }) => path));
  return [
    {
      code: 'UP_EMPTY',
      message: `${paths} ${have} no statement. Applied now, ${they} would be changed as soon as ${they} ${are} written.`,
      ids: empty.map(({ id }) => id),
      hint: errorCatalogue.UP_EMPTY.whatToDo,
      waivedBy: '--allow-empty',
    },
  ];
}

function isReadable({ problems }: NonNullable<Step['script']>): boolean {
  return problems.length === 0;
}

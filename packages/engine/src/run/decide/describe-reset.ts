import { type DatabaseContents, describeContents } from '../../history/contents';
import type { History } from '../../history/history';

/**
 * What a reset drops, a line each: the one list that its confirmation, its dry run and its report show. Schemas with
 * numbers and what is in no schema, then other projects, which lose their history too. Empty: nothing of anybody's.
 */
export function describeReset(contents: DatabaseContents, { otherStamps = [] }: History): readonly string[] {
  return [
    ...describeContents(contents),
    ...otherStamps.map(({ project }) => `all of project ${project}, with its history`),
  ];
}

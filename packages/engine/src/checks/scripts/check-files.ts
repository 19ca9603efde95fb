import type { MigrationSet } from '../../migrations/migration';
import { type Finding, findingOfProblem } from '../finding';

/** What is wrong with names, versions, duplicates, encoding and directives: all that reading the folders told. Pure. */
export function checkFiles({ problems }: MigrationSet): readonly Finding[] {
  return problems.map((problem) => findingOfProblem('files', problem));
}

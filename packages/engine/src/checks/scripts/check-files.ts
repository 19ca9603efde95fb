import type { FileProblem } from '../../migrations/migration';
import { type Finding, findingOfProblem } from '../finding';

/** What is wrong with names, versions, duplicates, encoding and directives: all that reading the files told. Pure. */
export function checkFiles(problems: readonly FileProblem[]): readonly Finding[] {
  return problems.map((problem) => findingOfProblem('files', problem));
}

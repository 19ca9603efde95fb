import { groupBy } from './group-by';
import type { FileProblem } from './migration';

/** So many of one kind are said one by one. */
const maxSaid = 3;

/** Ids that are named of the rest. */
const maxNamed = 5;

/**
 * Problems as they are said before a run: of a kind that there is much of, one with the count and the first as the
 * example, in the place of the first. `validate` lists all. Errors are never folded. Pure.
 */
export function foldProblems(problems: readonly FileProblem[]): readonly FileProblem[] {
  const kinds = groupBy(
    problems.filter(({ severity }) => severity !== 'error'),
    ({ severity, code }) => `${severity} ${code}`,
  ).filter((group) => group.length > maxSaid);
  return problems.flatMap((problem) => {
    const kind = kinds.find((group) => group.includes(problem));
    if (!kind) return [problem];
    return problem === kind[0] ? [foldKind(problem, kind)] : [];
  });
}

function foldKind(first: FileProblem, all: readonly FileProblem[]): FileProblem {
  const others = [...new Set(all.slice(1).flatMap(({ ids }) => ids))];
  const named = others.slice(0, maxNamed).join(', ');
  const more = others.length > maxNamed ? ` and ${others.length - maxNamed} more` : '';
  const message = `${first.message} And ${all.length - 1} more of the kind (${first.code}), which validate lists: ${named}${more}.`;
  return { ...first, message, ids: [...new Set(all.flatMap(({ ids }) => ids))] };
}

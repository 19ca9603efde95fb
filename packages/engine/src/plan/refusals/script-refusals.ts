import { EngineError, errorCatalogue } from '../../errors';
import { describeFileProblem, errorCodeOf } from '../../migrations/describe-file-problem';
import type { FileProblem, ParsedScript, Script } from '../../migrations/migration';
import type { LocatedProblem } from '../../migrations/units/large-script';
import type { SqlProblem } from '../../sql/statements/statement';
import { describeExcerpt } from '../../sql/text/describe-excerpt';
import { locateOffset } from '../../sql/text/positions';
import type { Refusal } from '../plan';

/** Problems of files that stop every run, and those that stop only the first run of what `due` is of. */
export function refuseFiles(
  problems: readonly FileProblem[],
  due: readonly { readonly id: string }[] = [],
): readonly Refusal[] {
  const dueIds = new Set(due.map(({ id }) => id));
  return problems
    .filter((problem) => stopsRun(problem, dueIds))
    .map((problem) => {
      const code = errorCodeOf(problem);
      const hint = problem.hint ?? errorCatalogue[code].whatToDo;
      return { code, message: describeFileProblem(problem), ids: problem.ids, hint, waivedBy: undefined };
    });
}

/** Whether a problem is an error for those that are to be applied. */
export function stopsRun({ severity, until, ids }: FileProblem, dueIds: ReadonlySet<string>): boolean {
  return severity === 'error' && (until === undefined || ids.some((id) => dueIds.has(id)));
}

/**
 * Problems in the text of a script that is to run, each with its place and the line. Not a wrong encoding: whoever read
 * the file has told that.
 */
export function refuseUnparsable({ script, problems }: ParsedScript, id: string): readonly Refusal[] {
  return problems
    .filter(({ code }) => code !== 'FILE_ENCODING')
    .map((problem) => ({
      code: problem.code,
      message: describeProblem(script, problem),
      ids: [id],
      hint: errorCatalogue[problem.code].whatToDo,
      waivedBy: undefined,
    }));
}

/** A script that is read only now, or why it cannot be. */
export function readLazily<T extends object>(read: () => T | undefined, id: string): T | undefined | Refusal {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { code, message } = error;
    return { code, message, ids: [id], hint: error.hint ?? errorCatalogue[code].whatToDo, waivedBy: undefined };
  }
}

function describeProblem({ path, text }: Script, problem: SqlProblem | LocatedProblem): string {
  // A script over 8 MB is not in memory: whoever read it says the place.
  const location = 'location' in problem ? problem.location : text && locateOffset(text, problem.offset);
  if (!location) return `${path}: ${problem.message}.`;
  const message = `${path}:${location.line}:${location.column}: ${problem.message}.`;
  return text ? `${message}\n${describeExcerpt(text, location)}` : message;
}

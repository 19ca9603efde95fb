import { EngineError, type ErrorCode, errorCatalogue } from '../errors';
import type { FileProblem } from './migration';

/** A problem as one line: `sql/migrations/0001/up.sql:3:15: …`. */
export function describeFileProblem({ path, line, column, message }: FileProblem): string {
  return line === undefined ? `${path}: ${message}` : `${path}:${line}:${column ?? 1}: ${message}`;
}

/** The problem as an error, for a script that is read only when it is needed. */
export function toEngineError(problem: FileProblem): EngineError {
  const { path, line, column } = problem;
  return new EngineError(errorCodeOf(problem), describeFileProblem(problem), {
    location: line === undefined ? undefined : { path, line, column: column ?? 1 },
  });
}

/** The catalogue's code of a problem. Those that only files have never stop a run, so they need none of their own. */
export function errorCodeOf({ code }: FileProblem): ErrorCode {
  return isErrorCode(code) ? code : 'FILE_UNREADABLE';
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

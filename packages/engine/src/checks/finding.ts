import { type EngineError, type ErrorCode, type ErrorReport, errorCatalogue } from '../errors';
import type { FileProblem } from '../migrations/migration';
import type { Refusal } from '../plan/plan';
import { type CheckCode, findingCatalogue } from './finding-catalogue';

/** The checks, in the order in which they run. */
export type CheckName =
  /** Names, versions, duplicates, encoding, directives. */
  | 'files'
  /** Every script parsed; downs that are missing or empty. */
  | 'scripts'
  /** The rules of the linter that files alone decide. */
  | 'lint'
  /** The migrations of this branch against those of its base. */
  | 'merge'
  /** The shadow that the checks after it work on. */
  | 'shadow'
  /** Projects that migrations require, applied to the shadow first. */
  | 'requirements'
  /** The hook of the config that runs before the first script. */
  | 'before-run'
  /** Repeatable scripts that come before: run twice. */
  | 'repeatables'
  /** Each migration up, down and up. */
  | 'round-trip'
  /** Repeatable scripts that come after: run twice. */
  | 'repeatables-after'
  /** Repeatable scripts that come before: run once more, after everything. */
  | 'repeatables-again'
  /** The rules of the linter that the schema decides: what requests reach, and what is left behind. */
  | 'state'
  /** Test data: run twice. */
  | 'test-data'
  /** The hook of the config that runs after the last script. */
  | 'after-run'
  /** A shadow of the base's scripts, upgraded by the branch's, against a fresh one. */
  | 'upgrade'
  /** For `types`: everything applied once, as in a fresh run. */
  | 'migrations'
  /** The file of types against what the schema makes. */
  | 'types'
  /** The live database's history against the files. */
  | 'history'
  /** The live database's schema against the one that its applied scripts make. */
  | 'schema'
  /** verify.sql of applied migrations. */
  | 'verify-scripts';

/** Something that a check found. Only errors make it fail. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'notice';
  readonly check: CheckName;
  readonly code: CheckCode | ErrorCode | FileProblem['code'];
  /** The rule of the linter that found it, for the code LINT: what `-- pgrestify-ignore <rule>: <reason>` names. */
  readonly rule?: string;
  /** What was found, without the place; later lines show details. */
  readonly message: string;
  /** The scripts that it concerns. */
  readonly ids: readonly string[];
  /** Relative to the workspace. */
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  /** The line of the script, with a caret. */
  readonly excerpt?: string;
  readonly hint?: string;
  /** The major of the shadow on which it was found, where several were tried and not all found it. */
  readonly postgres?: number;
}

/** A finding with the hint that the catalogue has for its code, unless another is given. */
export function findingOf(finding: Omit<Finding, 'code'> & { readonly code: CheckCode }): Finding {
  return { hint: findingCatalogue[finding.code].whatToDo, ...finding };
}

/** What is wrong with a file, as a finding. */
export function findingOfProblem(check: CheckName, problem: FileProblem): Finding {
  const { severity, code, message, path, line, column, ids } = problem;
  const ofCode = isErrorCode(code) && severity === 'error' ? errorCatalogue[code].whatToDo : undefined;
  const hint = problem.hint ?? ofCode;
  const place = line === undefined ? {} : { line, column: column ?? 1 };
  return { severity, check, code, message, path, ...place, ids, ...(hint !== undefined && { hint }) };
}

/** An error of a script as a finding, at its place; `as` gives it another meaning than the error by itself has. */
export function findingOfError(
  check: CheckName,
  error: ErrorReport,
  script: { readonly id: string; readonly path: string },
  as: Partial<Pick<Finding, 'severity' | 'code' | 'hint'>> & { readonly prefix?: string } = {},
): Finding {
  const { prefix = '', ...rest } = as;
  const { code, message, location, excerpt, hint } = error;
  return {
    severity: 'error',
    check,
    code,
    message: `${prefix}${withoutPlace(message, location?.path ?? script.path)}`,
    ids: [script.id],
    ...(location ?? { path: script.path }),
    ...(excerpt !== undefined && { excerpt }),
    ...(hint !== undefined && { hint }),
    ...rest,
  };
}

/** An error that concerns no script as a finding. */
export function findingOfObstacle(check: CheckName, error: EngineError): Finding {
  const { code, message, hint } = error;
  return { severity: 'error', check, code, message, ids: [], ...(hint !== undefined && { hint }) };
}

/** A reason not to run as a finding. */
export function findingOfRefusal(check: CheckName, refusal: Refusal, severity: Finding['severity'] = 'error'): Finding {
  const { code, message, ids, hint } = refusal;
  return { severity, check, code, message, ids, hint };
}

/** What kept a live schema from being compared; undefined: it was, whatever came out. */
export function findObstacle(findings: readonly Finding[]): Finding | undefined {
  return findings.find(
    ({ check, severity, code }) => check === 'schema' && severity === 'error' && code !== 'SCHEMA_DRIFT',
  );
}

/** The code of a finding as that of an error; CHECK_FAILED for what only checks find. */
export function errorCodeOf({ code }: Finding): ErrorCode {
  return isErrorCode(code) ? code : 'CHECK_FAILED';
}

/** Whether findings make their check fail. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** `sql/…/up.sql:3:15: message` → `message`: a finding has its place apart. */
function withoutPlace(message: string, path: string): string {
  if (!message.startsWith(`${path}:`)) return message;
  return message.slice(path.length).replace(/^(:\d+)*:\s*/, '');
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

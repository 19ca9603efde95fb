import type { ValidateResult } from '../../src/checks/validate-result';

/** What was found in the files of the project `api`, as `severity CODE file`, but for what rules of the linter say. */
export function found(result: ValidateResult): readonly string[] {
  return withoutRules(result).map(
    ({ severity, code, path }) => `${severity} ${code} ${path?.replace('apps/api/sql/', '')}`,
  );
}

/** What was found, but for what rules of the linter say: they have specs of their own. */
export function withoutRules({ findings }: ValidateResult): ValidateResult['findings'] {
  return findings.filter(({ code }) => code !== 'LINT');
}

/** What is said of all that was found. */
export function messageOf({ findings }: ValidateResult): string {
  return findings.map(({ message }) => message).join('\n');
}

import type { ValidateResult } from '../../src/checks/validate-result';

/** What was found in the files of the project `api`, as `severity CODE file`. */
export function found({ findings }: ValidateResult): readonly string[] {
  return findings.map(({ severity, code, path }) => `${severity} ${code} ${path?.replace('apps/api/sql/', '')}`);
}

/** What is said of all that was found. */
export function messageOf({ findings }: ValidateResult): string {
  return findings.map(({ message }) => message).join('\n');
}

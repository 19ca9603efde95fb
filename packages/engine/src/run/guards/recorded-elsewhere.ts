import { compareVersions, parseWholeVersion } from '../../migrations/version';
import type { Step } from '../../plan/plan';

/** Integers of so many digits are stamps (seconds since 1970): two tools do not count up to the same one by chance. */
const stampDigits = 10;

/**
 * The migrations of a plan that another tool's history names, by the id of the folder or by a version that is a point in
 * time. Small numbers are no sign: every project has a first one. Pure.
 */
export function findRecorded(steps: readonly Step[], applied: readonly string[]): readonly Step[] {
  const names = new Set(applied.flatMap((name) => [name, name.replace(/\.(?:sql|[cm]?[jt]s)$/i, '')]));
  const versions = applied.flatMap((name) => parseWholeVersion(name) ?? []).filter(isStamp);
  return steps.filter(
    ({ id, version }) => names.has(id) || (version && versions.some((one) => compareVersions(one, version) === 0)),
  );
}

function isStamp({
  kind,
  digits,
  text,
}: {
  readonly kind: string;
  readonly digits: string;
  readonly text: string;
}): boolean {
  return kind === 'date' ? text.length > 8 : digits.length >= stampDigits;
}

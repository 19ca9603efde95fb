import { parseVersion, parseWholeVersion } from '../migrations/version';

/**
 * Whether one of the applied migrations is what a `requires` means: its id, or its version. A version is compared by
 * value, as everywhere (`1` is `0001`); a date of fewer digits stands for any of its period. Pure.
 */
export function isRequirementMet(
  wanted: string,
  applied: readonly { readonly id: string; readonly version: string | undefined }[],
): boolean {
  const version = parseWholeVersion(wanted);
  return applied.some((migration) => {
    if (migration.id === wanted) return true;
    const own = migration.version === undefined ? undefined : parseVersion(migration.version);
    if (!version || own?.kind !== version.kind) return false;
    return version.kind === 'date' ? own.digits.startsWith(version.text) : own.digits === version.digits;
  });
}

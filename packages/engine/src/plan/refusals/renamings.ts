import type { MigrationStatus } from '../plan';

/**
 * New names of migrations whose folder was renamed, by the old one: history has a migration whose files are gone, and a
 * folder that was never applied has its text. Each folder is taken for one of them. Pure.
 */
export function findRenamings(statuses: readonly MigrationStatus[]): ReadonlyMap<string, string> {
  const open = statuses.filter(({ row }) => row === undefined);
  const renamings = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, kind, file, row } of statuses) {
    if (kind !== 'versioned' || file !== undefined || row === undefined) continue;
    const twin = open.find(
      (each) => !taken.has(each.id) && each.file?.kind === 'versioned' && each.file.up.checksum === row.checksum,
    );
    if (!twin) continue;
    renamings.set(id, twin.id);
    taken.add(twin.id);
  }
  return renamings;
}

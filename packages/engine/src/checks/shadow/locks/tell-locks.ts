import type { MeasuredLock } from '../../measured-lock';
import type { MigrationLocks } from './migration-locks';

/** Which migrations reach a database together, so that the tables of one are in nobody's use when the next one runs. */
export type Release =
  /** All of these, and no other is told of. */
  | { readonly kind: 'together'; readonly ids: ReadonlySet<string> }
  /** Each by itself, as nothing tells which are new. */
  | { readonly kind: 'apart' };

/**
 * What the migrations of a release lock that others use: statement by statement, a table at a time. Of tables that the
 * release itself makes nothing is said. Pure.
 */
export function tellLocks(migrations: readonly MigrationLocks[], release: Release): readonly MeasuredLock[] {
  let ours: ReadonlySet<string> = new Set();
  return migrations.flatMap((migration) => {
    if (release.kind === 'together' && !release.ids.has(migration.id)) return [];
    if (release.kind === 'apart') ours = new Set();
    // Of one in several transactions the first may have made what the next one locks.
    const own = new Set(migration.made.filter((name) => !migration.gone.includes(name)));
    const told = migration.statements.flatMap(({ endLine: _end, varies: _varies, locks, ...statement }) =>
      locks
        .filter(({ table }) => !ours.has(table) && !own.has(table))
        .map((lock) => ({ id: migration.id, path: migration.path, ...statement, ...lock })),
    );
    ours = follow(ours, migration);
    return told;
  });
}

/** The tables of a release after one more of its migrations. */
function follow(ours: ReadonlySet<string>, { made, gone, renamed }: MigrationLocks): ReadonlySet<string> {
  const kept = [...ours].filter((name) => !gone.includes(name));
  const moved = renamed.filter(({ from }) => ours.has(from)).map(({ to }) => to);
  return new Set([...kept, ...moved, ...made]);
}

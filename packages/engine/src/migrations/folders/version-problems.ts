import { findShared, groupBy } from '../group-by';
import type { FileProblem, Version, VersionedMigration } from '../migration';
import { compareVersions } from '../version';

/** Integers beyond this are stamps, in which gaps mean nothing; below, arithmetic is exact. */
const maxCounted = 1_000_000;

/**
 * Warnings about versions, of migrations in order: kinds that are mixed, versions that several have, and numbers that
 * are missing in a row. `path` is the folder of the migrations.
 */
export function findVersionProblems(migrations: readonly VersionedMigration[], path: string): readonly FileProblem[] {
  return [
    ...findMixedKinds(migrations, path),
    ...findTies(migrations),
    ...findGaps(migrations, path),
    ...findUnread(migrations),
  ];
}

/** Warnings about migrations that do the same as another: mostly a copy that was not edited. */
export function findSameContent(migrations: readonly VersionedMigration[]): readonly FileProblem[] {
  return findShared(migrations, ({ up }) => up.checksum).map((group) => ({
    severity: 'warning',
    code: 'SAME_CONTENT',
    message: `${group.map(({ id }) => id).join(', ')} have the same up.sql.`,
    path: group[0]?.up.path ?? '',
    ids: group.map(({ id }) => id),
  }));
}

function findMixedKinds(migrations: readonly VersionedMigration[], path: string): readonly FileProblem[] {
  const isMixed =
    migrations[0]?.version?.kind === 'integer' && migrations.some(({ version }) => version?.kind === 'date');
  if (!isMixed) return [];
  const ofKind = (kind: string) => migrations.filter(({ version }) => version?.kind === kind).map(({ id }) => id);
  const [integers, dates] = [ofKind('integer'), ofKind('date')];
  const [integer, date] = [integers[0], dates[0]];
  if (integer === undefined || date === undefined) return [];
  const message = `Some versions are integers (${integer}) and some are dates (${date}). Integers run first.`;
  const ids = integers.length <= dates.length ? integers : dates;
  return [{ severity: 'warning', code: 'VERSION_KINDS_MIXED', message, path, ids }];
}

function findTies(migrations: readonly VersionedMigration[]): readonly FileProblem[] {
  // They stand beside each other.
  const isTie = ({ version }: VersionedMigration, at: number) => isSameVersion(version, migrations[at - 1]?.version);
  if (!migrations.some(isTie)) return [];
  const numbered = migrations.filter(({ version }) => version !== undefined);
  return findShared(numbered, ({ version }) => `${version?.kind} ${version?.digits}`).map((group) => ({
    severity: 'warning',
    code: 'VERSION_TIE',
    message: `${group.map(({ id }) => id).join(', ')} have one version. They run in the order of their names.`,
    path: group[0]?.path ?? '',
    ids: group.map(({ id }) => id),
  }));
}

function isSameVersion(one: Version | undefined, other: Version | undefined): boolean {
  return one !== undefined && other !== undefined && compareVersions(one, other) === 0;
}

/** A name whose first digits stand behind a sign or a blank, which nobody writes but for an order: `_0001_x`, `(2) x`. */
const hiddenNumber = /^[^\p{L}\d]+\d/u;

/**
 * Numbers that stand behind something else than Flyway's `V`, so that they are part of a name: an error where they
 * would order migrations otherwise than the names do (`m2` after `m10`), a warning where the next one may.
 */
function findUnread(migrations: readonly VersionedMigration[]): readonly FileProblem[] {
  const unnumbered = migrations.flatMap((migration) => {
    const [, prefix, digits] = /^(\D+)(\d+)/.exec(migration.id) ?? [];
    if (migration.version || prefix === undefined || digits === undefined) return [];
    return [{ migration, prefix: prefix.toLowerCase(), number: BigInt(digits) }];
  });
  return groupBy(unnumbered, ({ prefix }) => prefix).flatMap((group): readonly FileProblem[] => {
    const [first, ...others] = group;
    if (!first) return [];
    const ids = group.map(({ migration }) => migration.id);
    const isSeries = others.some(({ number }) => number !== first.number);
    // They come in the order of their names.
    const isTurned = group.some(({ number }, index) => number < (group[index - 1]?.number ?? 0n));
    if (!isSeries && !hiddenNumber.test(first.migration.id)) return [];
    const isWrong = isTurned || hiddenNumber.test(first.migration.id);
    const message = `The number in ${ids.join(', ')} is no version, since something stands before it: such names run in the order of their letters, after all that begin with a number.`;
    const problem = { code: 'VERSION_UNREAD', message, path: first.migration.path, ids } as const;
    return [isWrong ? { ...problem, severity: 'error', until: 'applied' } : { ...problem, severity: 'warning' }];
  });
}

/**
 * Only numbers that are counted up from 0 or 1 can miss one: 10, 20, 30 and stamps do not. The ids are those of the
 * migrations after each gap.
 */
function findGaps(migrations: readonly VersionedMigration[], path: string): readonly FileProblem[] {
  const numbered = migrations.filter(({ version }) => version?.kind === 'integer' && !version.digits.includes('.'));
  const numberOf = ({ version }: VersionedMigration) => Number(version?.digits);
  const [first, last] = [numbered[0], numbered.at(-1)].map((each) => each && numberOf(each));
  if (first === undefined || last === undefined || first > 1 || last > maxCounted) return [];
  const present = new Set(numbered.map(numberOf));
  const missingCount = last - first + 1 - present.size;
  if (missingCount === 0 || missingCount * 2 >= present.size) return [];
  const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const missing = numbers.filter((number) => !present.has(number));
  const message = `No migration has the number ${missing.join(', ')}.`;
  const isAfterGap = (number: number) => number > first && !present.has(number - 1);
  const ids = numbered.filter((each) => isAfterGap(numberOf(each))).map(({ id }) => id);
  return [{ severity: 'warning', code: 'VERSION_GAP', message, path, ids }];
}

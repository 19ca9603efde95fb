import type { Version } from '../migrations/migration';
import {
  compareMigrations,
  compareVersions,
  isDayOfCalendar,
  parseWholeVersion,
  type Sortable,
} from '../migrations/version';
import type { MigrationStatus, Refusal } from './plan';

/** How far a run goes: what `--to` means among the migrations that are known. */
export type Target =
  /** Before the first: nothing is applied. */
  | { readonly kind: 'beginning' }
  /** One migration, and all that come before it. */
  | { readonly kind: 'migration'; readonly status: MigrationStatus }
  /** All versions up to this one, whether or not a migration has it. */
  | { readonly kind: 'bound'; readonly version: Version };

/**
 * Resolves `--to`: `0` is before the first; else an id; else a version. A date of fewer digits stands for its whole
 * period, so `20240115` and all of that day are within it. A version that no migration has is compared only with
 * versions of its kind: where one of `compared` is of the other, it is refused. So is a slip such as month 13, which as
 * a bound would mean all of the year.
 */
export function resolveTarget(
  to: string,
  known: readonly MigrationStatus[],
  compared: readonly MigrationStatus[],
  option: '--to' | '--baseline' = '--to',
): Target | Refusal {
  const text = to.trim().normalize('NFC');
  if (text === '0') return { kind: 'beginning' };
  const status = known.find(({ id, kind }) => kind === 'versioned' && id === text);
  if (status) return { kind: 'migration', status };
  const version = parseWholeVersion(text);
  if (!version) return unknownTarget(`${option}=${text}`, text, known);
  const isKnown = known.some((other) => other.version && compareVersions(other.version, version) === 0);
  const other = compared.find((candidate) => candidate.version && candidate.version.kind !== version.kind);
  if (other && !isKnown) return kindMismatch(`${option}=${text}`, version, other);
  const isNamed = known.some((each) => each.version?.digits.startsWith(version.text));
  if (version.kind === 'date' && !isDayOfCalendar(version) && !isNamed) return noDay(`${option}=${text}`);
  return { kind: 'bound', version: endOfPeriod(version) };
}

/** The one known script that a text names: by its id, or a migration by its version. Undefined for none and for several. */
export function findMigration(text: string, known: readonly MigrationStatus[]): MigrationStatus | undefined {
  const wanted = text.trim().normalize('NFC');
  const exact = known.find(({ id }) => id === wanted);
  const version = parseWholeVersion(wanted);
  if (exact || !version) return exact;
  const [only, ...others] = known.filter((each) => each.version && compareVersions(each.version, version) === 0);
  return others.length === 0 ? only : undefined;
}

/** Whether a value is a refusal, not a target. */
export function isRefusal<T extends object>(value: T | Refusal): value is Refusal {
  return 'code' in value;
}

/** Whether a migration is the target or comes before it. One without a number is within no bound. */
export function isWithin(target: Target, migration: Sortable): boolean {
  switch (target.kind) {
    case 'beginning':
      return false;
    case 'migration':
      return compareMigrations(migration, target.status) <= 0;
    case 'bound':
      return migration.version !== undefined && compareVersions(migration.version, target.version) <= 0;
  }
}

/** `20240115` as the last moment of that day. */
function endOfPeriod(version: Version): Version {
  return version.kind === 'date' ? { ...version, digits: version.text.padEnd(version.digits.length, '9') } : version;
}

/** The refusal of a target that is `given` and means nothing among the known; ids that hold its text are suggested. */
export function unknownTarget(given: string, text: string, known: readonly MigrationStatus[]): Refusal {
  const alike = known.filter(({ id, kind }) => kind === 'versioned' && id.includes(text)).map(({ id }) => id);
  const shown = text === '' ? [] : alike.slice(0, 3);
  return {
    code: 'TARGET_UNKNOWN',
    message: `${given} is neither the id of a migration nor a version.`,
    ids: shown,
    hint: shown.length > 0 ? `Did you mean ${shown.join(' or ')}?` : 'Use an id or a version that status prints.',
    waivedBy: undefined,
  };
}

function noDay(given: string): Refusal {
  return {
    code: 'TARGET_UNKNOWN',
    message: `${given} has the shape of a date and is none: a month is 01 to 12, a day 01 to 31.`,
    ids: [],
    hint: 'Correct the date, or use an id or a version that status prints.',
    waivedBy: undefined,
  };
}

function kindMismatch(given: string, version: Version, other: MigrationStatus): Refusal {
  const [mine, theirs] = version.kind === 'date' ? ['a date', 'an integer'] : ['an integer', 'a date'];
  return {
    code: 'TARGET_KIND_MISMATCH',
    message: `${given} is ${mine}, but the version of ${other.id} is ${theirs}: they cannot be compared.`,
    ids: [other.id],
    hint: 'Use an id, or a version of the same kind (a date has 8, 12, 14 or 17 digits).',
    waivedBy: undefined,
  };
}

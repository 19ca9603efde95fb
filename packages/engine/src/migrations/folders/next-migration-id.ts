import { EngineError } from '../../errors';
import type { Version } from '../migration';
import { compareVersions, parseVersion } from '../version';
import { maxIdBytes } from './id-problems';

/** `20240115143005`. */
const stampDigits = 14;

/**
 * Folder name of a new migration, `YYYY-MM-DD-HHMMSS-<kebab-name>` in UTC, later than every existing one: a clock that
 * stepped back, or a folder dated in the future, makes the stamp one second after the newest. Unnumbered folders do not
 * count. Throws ID_INVALID when the name has no letter or digit, is too long, or no later stamp exists.
 */
export function nextMigrationId(existingIds: readonly string[], name: string, now: Date): string {
  const kebab = kebabName(name);
  if (kebab === '')
    throw new EngineError('ID_INVALID', `Migration name ${JSON.stringify(name)} has no letter or digit.`);
  const id = `${nextStamp(existingIds, now).replace(/^(\d{4})(\d\d)(\d\d)(\d{6})$/, '$1-$2-$3-$4')}-${kebab}`;
  if (Buffer.byteLength(id) > maxIdBytes) {
    throw new EngineError('ID_INVALID', `Folder name ${id} is longer than ${maxIdBytes} bytes.`, {
      hint: 'Choose a shorter name.',
    });
  }
  return id;
}

/** `YYYYMMDDHHMMSS`, later than every date among the ids: that of the clock, or one second after the newest. */
export function nextStamp(existingIds: readonly string[], now: Date): string {
  const fromClock = stampOf(now);
  const newest = newestDate(existingIds);
  const stamp = newest !== undefined && newest.slice(0, stampDigits) >= fromClock ? stampAfter(newest) : fromClock;
  if (/^(19|20)/.test(stamp)) return stamp;
  throw new EngineError('ID_INVALID', `No version is later than ${newest ?? stamp}.`, {
    hint: 'Rename the newest migration to a real date.',
  });
}

/** `Add user preferences` or `addUserPreferences` as `add-user-preferences`. */
function kebabName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, '$1-')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}

/** All 17 digits of the newest date among the ids. */
function newestDate(ids: readonly string[]): string | undefined {
  let newest: Version | undefined;
  for (const version of ids.map(parseVersion)) {
    if (version?.kind === 'date' && (!newest || compareVersions(version, newest) > 0)) newest = version;
  }
  return newest?.digits;
}

/** One second later; for digits that are no date of a calendar the next number, which is all that order needs. */
function stampAfter(digits: string): string {
  const stamp = digits.slice(0, stampDigits);
  const time = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'));
  const next = Number.isNaN(time) ? '' : stampOf(new Date(time + 1000));
  // 2099-12-31 has no next second that begins with 20.
  return /^(19|20)/.test(next) ? next : String(BigInt(stamp) + 1n);
}

function stampOf(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, stampDigits);
}

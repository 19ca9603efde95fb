import type { Version } from './migration';

/** Digits of a date at full precision: YYYYMMDDHHMMSSmmm. */
const dateDigits = 17;

/** A date without separators: 8, 12, 14 or 17 digits that begin with 19 or 20. */
const compactDate = /^((?:19|20)\d{6}(?:\d{4}(?:\d{2}(?:\d{3})?)?)?)(?!\d)/;

/** A date with separators, whose month and day need not be padded. */
const separatedDate = /^((?:19|20)\d{2})[-_.]([0-9]{1,2})[-_.]([0-9]{1,2})(?!\d)/;

/** A time after a date of eight digits, in one piece or with separators; a word that begins with digits is none. */
const compactTime = /^[-_. T](\d{4}(?:\d{2}(?:\d{3})?)?)Z?(?![\p{L}\d])/u;
const separatedTime = /^[-_. T](\d{1,2})[-_.:](\d{1,2})(?:[-_.:](\d{1,2}))?Z?(?![\p{L}\d])/u;

/** A number, with parts behind dots: `10`, `1.2.3`. */
const dottedNumber = /^\d+(?:\.\d+)*/;

/** Flyway's head of a name: `V1__x`, `V1.2__x`, `V1_2__x`. Behind the digits no word goes on: `v1beta` is none. */
const flywayNumber = /^v(\d+(?:\.\d+)*(?:(?:_\d+)+(?=__|$))?)(?![\p{L}\d])/iu;

/**
 * Version at the head of a folder's name; undefined when it begins neither with a digit nor, as Flyway has it, with `V`
 * and one. Shape decides, not the calendar: what looks like a date of 8, 12, 14 or 17 digits is one, any other leading
 * number is an integer, perhaps with parts.
 *
 *     parseVersion('0010_users')            integer 10, text '0010'
 *     parseVersion('2020-12-7-190800_x')    date, text '20201207190800'
 *     parseVersion('V1.10__x')              integer 1.10, text 'V1.10'
 */
export function parseVersion(id: string): Version | undefined {
  return splitVersion(id)?.version;
}

/** Head of a folder's name that is its version, as it is written, and what follows; undefined when it has none. */
export function splitId(id: string): { readonly head: string; readonly rest: string } | undefined {
  const split = splitVersion(id);
  return split && { head: id.slice(0, id.length - split.rest.length), rest: split.rest };
}

/** Version of a text that is nothing but one, as `2024-01-15` or `0003`; undefined for anything else. */
export function parseWholeVersion(text: string): Version | undefined {
  const split = splitVersion(text);
  return split?.rest === '' ? split.version : undefined;
}

/** Whether month and day of a date can be those of a day; ids need not be of the calendar. */
export function isDayOfCalendar(date: Version): boolean {
  const [month, day] = [Number(date.digits.slice(4, 6)), Number(date.digits.slice(6, 8))];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** Order of versions: integers before dates, each kind by value. 0 for a tie, which `0001` and `1` are. */
export function compareVersions(a: Version, b: Version): number {
  if (a.kind !== b.kind) return a.kind === 'integer' ? -1 : 1;
  return a.digits.includes('.') || b.digits.includes('.')
    ? compareParts(a.digits.split('.'), b.digits.split('.'))
    : compareDigits(a.digits, b.digits);
}

/** Part by part; what is not there comes first: `1` before `1.1` before `1.2` before `1.10`. */
function compareParts(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at < 0) return a.length - b.length;
  const other = b[at];
  return other === undefined ? 1 : compareDigits(a[at] ?? '', other);
}

/** Neither has leading zeros, or both have the same length: the longer number is the larger. */
function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareNames(a, b);
}

/** What the order of migrations is made from. */
export interface Sortable {
  readonly id: string;
  readonly version: Version | undefined;
}

/** The order in which migrations run on a fresh database: by version, ties by id, the unnumbered last by name. */
export function compareMigrations(a: Sortable, b: Sortable): number {
  if (a.version && b.version) return compareVersions(a.version, b.version) || compareNames(a.id, b.id);
  if (a.version || b.version) return a.version ? -1 : 1;
  return compareNames(a.id, b.id);
}

/** Order of names by UTF-16 code units: the same on every system and in every locale. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function splitVersion(id: string): { readonly version: Version; readonly rest: string } | undefined {
  const date = splitDate(id);
  if (date) {
    const version = { kind: 'date', digits: date.text.padEnd(dateDigits, '0'), text: date.text } as const;
    return { version, rest: date.rest };
  }
  const text = dottedNumber.exec(id)?.[0];
  if (text === undefined) return splitFlyway(id);
  return { version: { kind: 'integer', digits: normaliseParts(text), text }, rest: id.slice(text.length) };
}

/**
 * The text keeps the V, so that it is read back as what it is: `V2024.1.15` is a number with parts, and in one piece
 * a date.
 */
function splitFlyway(id: string): { readonly version: Version; readonly rest: string } | undefined {
  const [head, number] = flywayNumber.exec(id) ?? [];
  if (head === undefined || number === undefined) return undefined;
  const date = compactDate.exec(number)?.[0] === number ? splitDate(number) : undefined;
  const text = number.replaceAll('_', '.');
  const version: Version = date
    ? { kind: 'date', digits: date.text.padEnd(dateDigits, '0'), text: date.text }
    : { kind: 'integer', digits: normaliseParts(text), text: `V${text}` };
  return { version, rest: id.slice(head.length) };
}

/** Without the zeros that mean nothing: `01.02.0` is `1.2`. */
function normaliseParts(text: string): string {
  // Most have one part.
  if (!text.includes('.')) return withoutZeros(text);
  const parts = text.split('.').map(withoutZeros);
  return parts.join('.').replace(/(?:\.0)+$/, '');
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

function splitDate(id: string): { readonly text: string; readonly rest: string } | undefined {
  const day = splitDay(id);
  if (day?.text.length !== 8) return day;
  const compact = compactTime.exec(day.rest);
  if (compact) return { text: day.text + compact[1], rest: day.rest.slice(compact[0].length) };
  const separated = separatedTime.exec(day.rest);
  if (separated) return { text: day.text + padParts(separated), rest: day.rest.slice(separated[0].length) };
  return day;
}

function splitDay(id: string): { readonly text: string; readonly rest: string } | undefined {
  const compact = compactDate.exec(id);
  if (compact) return { text: compact[0], rest: id.slice(compact[0].length) };
  const separated = separatedDate.exec(id);
  return separated ? { text: padParts(separated), rest: id.slice(separated[0].length) } : undefined;
}

/** The groups of a match, each padded to two digits (a year has four already). */
function padParts(match: RegExpExecArray): string {
  return match
    .slice(1)
    .map((part: string | undefined) => part?.padStart(2, '0') ?? '')
    .join('');
}

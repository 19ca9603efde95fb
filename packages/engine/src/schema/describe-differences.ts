import { assertNever } from '../errors';
import { canonicalJson } from './canonical';
import { isObject } from './definition';
import type { FieldDifference, SchemaDifference } from './diff';

type Sign = '+' | '-' | '~';

/** Properties that say what an object is, shown when the whole object was added or removed. */
const tellingFields: ReadonlySet<string> = new Set([
  'definition',
  'type',
  'command',
  'using',
  'check',
  'labels',
  'label',
]);

/** Those that say so only together with their name. */
const namedTellingFields: ReadonlySet<string> = new Set(['granted', 'revoked']);

/** Property → how one entry of it is called: `columns` → `column email`. */
const entryNames: ReadonlyMap<string, string> = new Map([
  ['columns', 'column'],
  ['grants', 'grants to'],
  ['settings', 'setting'],
  ['options', 'option'],
]);

/**
 * Differences as text, one object a paragraph, its parts indented below it: `+` only in the actual schema, `-` only in the
 * expected one, `~` other than expected. Values read `expected → actual`; texts of several lines are shown line by line.
 * Empty for no differences. The order is that of `diffSchemas`. `remarks` are lines that stand below a difference.
 *
 *     ~ table public.users
 *         ~ column email: type text → character varying(20)
 *         - index public.users_email_idx: CREATE INDEX users_email_idx ON public.users USING btree (email)
 */
export function describeDifferences<Told extends SchemaDifference>(
  differences: readonly Told[],
  remarks: (difference: Told) => readonly string[] = () => [],
): string {
  const lines: string[] = [];
  let shown: string | undefined;
  for (const difference of differences) {
    const object = difference.on ?? difference.id;
    if (difference.on !== undefined && object !== shown) lines.push(`~ ${object}`);
    const told = [...describeObject(difference), ...indent(remarks(difference))];
    lines.push(...(difference.on === undefined ? told : indent(told)));
    shown = object;
  }
  return lines.map(escapeControls).join('\n');
}

function describeObject(difference: SchemaDifference): readonly string[] {
  const title = `${difference.kind} ${difference.id}`;
  switch (difference.change) {
    case 'added':
      return [`+ ${title}${tellingValues(difference)}`];
    case 'removed':
      return [`- ${title}${tellingValues(difference)}`];
    case 'changed':
      return [`~ ${title}`, ...indent(difference.fields.flatMap((field) => describeField(field)))];
    case 'column-order':
      return [`~ ${title} (only the order of columns)`, ...indent(difference.fields.flatMap(describeField))];
    case 'blanks':
      return [`~ ${title} (only blanks of its body)`];
    case 'volatile-default':
      return [`~ ${title} (only a time set when it was created)`, ...indent(difference.fields.flatMap(describeField))];
    default:
      return assertNever(difference.change);
  }
}

/** `: CREATE INDEX …`, from the properties of an object that only one side has. */
function tellingValues({ fields }: SchemaDifference): string {
  const values = fields.flatMap(({ path: [name = '', ...rest], expected, actual }) => {
    if (rest.length > 0 || !(tellingFields.has(name) || namedTellingFields.has(name))) return [];
    const text = formatValue(actual ?? expected).replace(/\s*\n\s*/g, ' ');
    return [namedTellingFields.has(name) ? `${name} ${text}` : text];
  });
  return values.length === 0 ? '' : `: ${values.join(' ')}`;
}

function describeField({ path, expected, actual }: FieldDifference): readonly string[] {
  const name = describePath(path);
  if (expected === undefined) return describeSide('+', name, actual);
  if (actual === undefined) return describeSide('-', name, expected);
  const [before, after] = [formatValue(expected), formatValue(actual)];
  if (!`${before}${after}`.includes('\n')) return [`~ ${name} ${before} → ${after}`];
  return [`~ ${name}`, ...indent(describeLines(before.split('\n'), after.split('\n')))];
}

function describeSide(sign: Sign, name: string, value: unknown): readonly string[] {
  if (value === true) return [`${sign} ${name}`];
  const [first = '', ...rest] = formatValue(value).split('\n');
  return rest.length === 0
    ? [`${sign} ${name} ${first}`]
    : [`${sign} ${name}`, ...indent([first, ...rest].map((line) => `${sign} ${line}`))];
}

/** `['columns', 'email', 'type']` → `column email: type`. */
function describePath([first = '', second, ...rest]: readonly string[]): string {
  if (second === undefined) return first.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const entry = `${entryNames.get(first) ?? first} ${second}`;
  return [entry, ...(rest.length > 0 ? [describePath(rest)] : [])].join(': ');
}

/** The lines between what both texts begin and end with. */
function describeLines(before: readonly string[], after: readonly string[]): readonly string[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [
    ...before.slice(head, before.length - tail).map((line) => `- ${line}`),
    ...after.slice(head, after.length - tail).map((line) => `+ ${line}`),
  ];
}

/** Text as it is, a list by commas, an object as `name value, …`. */
function formatValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(formatValue).join(', ');
  if (!isObject(value)) return canonicalJson(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${formatValue(inner)}`)
    .join(', ');
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `    ${line}`);
}

/** A comment in the database must not steer the terminal that shows it. */
function escapeControls(line: string): string {
  return line.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

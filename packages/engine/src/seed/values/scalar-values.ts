/**
 * Values of the types that PostgreSQL has, as it reads them from text. `plain` are three that raise no eyebrows, the same
 * for all types of a family, so that a column may later refer to another or change to a type that is alike. `extreme` are
 * those that a narrower type, or a check over what was allowed so far, refuses; the first is the one to begin with.
 * `more` are tried where a check refuses these.
 */
export interface ScalarValues {
  readonly plain: readonly [string, string, string];
  readonly extreme: readonly [string, string, string];
  readonly more: readonly string[];
}

/** Undefined: nothing is known of the type. `modifier` is that of pg_attribute, -1 without one. Pure. */
export function scalarValues(typeName: string, modifier: number): ScalarValues | undefined {
  const name = typeName.replace(/^pg_catalog\./, '');
  if (texts.has(name)) return textValues(name === 'name' ? 63 : maxLength(modifier));
  if (name === 'numeric') return numericValues(modifier);
  if (name === '"bit"' || name === 'bit varying') return bitValues(name, modifier);
  return scalars.get(name.replace(/^.*\./, ''));
}

/**
 * Whether a text that stands in a rule may be a value of the type: `length(name) < 20` speaks of a number where the column
 * is a text, and a text that is no number keeps the statement from being read at all. Pure.
 */
export function mayRead(typeName: string, modifier: number, text: string): boolean {
  const name = typeName.replace(/^pg_catalog\./, '');
  if (texts.has(name)) return text.length <= (maxLength(modifier) ?? text.length);
  switch (scalars.get(name)) {
    case undefined:
      return name === 'numeric' && /^-?\d+(\.\d+)?$/.test(text);
    case moments:
      return /^\d{4}-\d\d-\d\d/.test(text);
    default:
      return wholeNumbers.has(name) ? /^-?\d{1,18}$/.test(text) : uuid.test(text) && name === 'uuid';
  }
}

const wholeNumbers: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'real',
  'double precision',
  'money',
]);
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const texts: ReadonlySet<string> = new Set(['text', 'character varying', 'bpchar', 'name', 'citext', 'public.citext']);

/** Undefined: as long as one likes. The header of a modifier is four bytes. */
function maxLength(modifier: number): number | undefined {
  return modifier < 0 ? undefined : modifier - 4;
}

/** What texts of the field look like: an address, a URL, a slug, a code. */
const shapes = [
  'a',
  'abc',
  'a-1',
  'A',
  'ABC',
  'AB',
  'Abc',
  'en',
  'EUR',
  'ann@example.com',
  'https://example.com/a',
  'example.com',
  '+4912345678',
  '#ffffff',
  '00000',
  '12345',
  '0.5',
  '/a',
  '{}',
  '2024-01-01',
  '00000000-0000-4000-8000-000000000001',
];

function textValues(length: number | undefined): ScalarValues {
  const fits = (value: string) => (length === undefined ? value : value.slice(0, length));
  const long = 'x'.repeat(Math.min(length ?? 300, 300));
  return {
    plain: ['1', '2', '3'],
    extreme: [long, fits('two'), ''],
    more: shapes.filter((value) => length === undefined || value.length <= length),
  };
}

/** The modifier has the precision in its upper half, and the scale, which may be negative, in eleven bits. */
function numericValues(modifier: number): ScalarValues {
  if (modifier < 0) return { ...numbers, extreme: ['-1234567890.123456', '2.5', '0'] };
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  const whole = precision - scale;
  if (whole < 1 || scale < 0) return { plain: ['0', '0', '0'], extreme: ['0', '0', '0'], more: [] };
  const most = `${'9'.repeat(whole)}${scale > 0 ? `.${'9'.repeat(scale)}` : ''}`;
  return { ...numbers, extreme: [`-${most}`, most, '0'], more: [...numbers.more, '0.5'] };
}

function bitValues(name: string, modifier: number): ScalarValues {
  const length = modifier < 0 ? 1 : modifier;
  const fill = (bit: string) => (name === '"bit"' ? bit.repeat(length) : bit);
  const last = `${'0'.repeat(Math.max(0, length - 1))}1`;
  return { plain: [fill('1'), fill('0'), last], extreme: [fill('1'), fill('0'), last], more: [] };
}

const numbers: ScalarValues = {
  plain: ['1', '2', '3'],
  extreme: ['-100000', '2', '0'],
  more: ['100000', '1', '3', '10', '100', '1000', '-1'],
};

const moments: ScalarValues = {
  plain: ['2024-01-01', '2024-01-02', '2024-01-03'],
  extreme: ['1901-02-03', '2024-02-29', '2999-12-31'],
  more: ['2024-01-01', '2024-01-02', '2000-01-01', '2100-01-01'],
};

/** Three values that stand for the whole type. */
function three(first: string, second: string, third: string): ScalarValues {
  return { plain: [first, second, third], extreme: [first, second, third], more: [] };
}

const scalars: ReadonlyMap<string, ScalarValues> = new Map([
  ['smallint', { ...numbers, extreme: ['-300', '2', '0'], more: ['300', '1', '3', '10', '100', '-1'] }],
  ['integer', numbers],
  ['bigint', { ...numbers, extreme: ['-10000000000', '2', '0'], more: ['10000000000', ...numbers.more] }],
  ['real', { ...numbers, extreme: ['-1234.5', '2.5', '0'] }],
  ['double precision', { ...numbers, extreme: ['-1234567.891', '2.5', '0'] }],
  ['money', numbers],
  ['oid', three('1', '2', '3')],
  ['boolean', three('true', 'false', 'true')],
  ['date', moments],
  ['timestamp without time zone', moments],
  ['timestamp with time zone', moments],
  ['time without time zone', three('23:59:59.999', '12:00', '00:00')],
  ['time with time zone', three('23:59:59.999+00', '12:00+00', '00:00+00')],
  ['interval', three('1 day', '2 days', '3 days')],
  [
    'uuid',
    three(
      '00000000-0000-4000-8000-000000000001',
      '00000000-0000-4000-8000-000000000002',
      '00000000-0000-4000-8000-000000000003',
    ),
  ],
  ['json', { ...three('{}', '[]', '1'), more: ['"a"', 'null', '{"a": 1}'] }],
  ['jsonb', { ...three('{}', '[]', '1'), more: ['"a"', 'null', '{"a": 1}'] }],
  ['jsonpath', three('$', '$.a', '$.b')],
  ['xml', three('<a/>', '<b/>', '<c/>')],
  ['bytea', three('\\x01', '\\x02', '\\x03')],
  ['inet', three('192.0.2.1', '192.0.2.2', '192.0.2.3')],
  ['cidr', three('192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24')],
  ['macaddr', three('08:00:2b:01:02:03', '08:00:2b:01:02:04', '08:00:2b:01:02:05')],
  ['macaddr8', three('08:00:2b:01:02:03:04:05', '08:00:2b:01:02:03:04:06', '08:00:2b:01:02:03:04:07')],
  ['point', three('(0,0)', '(1,1)', '(2,2)')],
  ['line', three('{1,1,1}', '{1,2,1}', '{1,3,1}')],
  ['lseg', three('[(0,0),(1,1)]', '[(0,0),(2,2)]', '[(0,0),(3,3)]')],
  ['box', three('(1,1),(0,0)', '(2,2),(0,0)', '(3,3),(0,0)')],
  ['path', three('((0,0),(1,1))', '((0,0),(2,2))', '((0,0),(3,3))')],
  ['polygon', three('((0,0),(1,0),(0,1))', '((0,0),(2,0),(0,2))', '((0,0),(3,0),(0,3))')],
  ['circle', three('<(0,0),1>', '<(0,0),2>', '<(0,0),3>')],
  ['tsvector', three('one', 'two', 'three')],
  ['tsquery', three('one', 'two', 'three')],
  ['pg_lsn', three('0/1', '0/2', '0/3')],
  ['regclass', three('pg_class', 'pg_type', 'pg_proc')],
  ['regtype', three('integer', 'text', 'boolean')],
  ['ltree', three('a', 'b', 'c')],
  ['hstore', three('', 'a=>1', 'b=>2')],
]);

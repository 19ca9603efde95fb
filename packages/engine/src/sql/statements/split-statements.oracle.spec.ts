import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModule, parseSync, scanSync } from 'libpg-query';
import fc from '../../../testing/properties';

import { splitStatements } from './split-statements';

/** Byte bounds of statements as PostgreSQL 18's own lexer and grammar see them; undefined when it is no valid SQL. */
function boundsByPostgres(sql: string): readonly (readonly [number, number])[] | undefined {
  // libpg-query refuses a text without a byte.
  if (sql === '') return [];
  let statements: readonly { readonly stmt_location?: number; readonly stmt_len?: number }[];
  try {
    statements = parseSync(sql).stmts ?? [];
  } catch {
    return undefined;
  }
  const tokenEnds: number[] = scanSync(sql)
    .tokens.filter(({ tokenName }) => tokenName !== 'SQL_COMMENT' && tokenName !== 'C_COMMENT')
    .map(({ end }) => end);
  return statements.map(({ stmt_location: start = 0, stmt_len: length = Number.POSITIVE_INFINITY }) => {
    const last = tokenEnds.filter((end) => end <= start + length).at(-1) ?? start;
    const closing = length === Number.POSITIVE_INFINITY && Buffer.from(sql)[last - 1] === 59 ? last - 1 : last;
    return [start, closing];
  });
}

function boundsByUs(sql: string): readonly (readonly [number, number])[] {
  const { statements, problems } = splitStatements(Buffer.from(sql));
  expect(problems).toEqual([]);
  return statements.map(({ start, end }) => [start, end]);
}

beforeAll(loadModule);

describe('splitStatements and the parser of PostgreSQL 18', () => {
  const testdataPath = join(__dirname, 'testdata', 'split');
  const golden = readdirSync(testdataPath)
    .map((name) => [name, readFileSync(join(testdataPath, name, 'input.sql'), 'utf8')] as const)
    .filter(([name]) => !/^(unterminated|unbalanced|copy|meta|restrict)/.test(name))
    // The first is no valid SQL; the second libpg-query refuses and servers take, see split-statements.db.spec.ts.
    .filter(([name]) => name !== 'dollar-quote-after-number' && name !== 'escape-string-continued-over-comment');

  it.each(golden)('agree on testdata/split/%s', (_, sql) => {
    expect(boundsByUs(sql)).toEqual(boundsByPostgres(sql));
  });

  it('agree on the bounds of any statements', () => {
    fc.assert(
      fc.property(script, (sql) => {
        const expected = boundsByPostgres(sql);
        expect(boundsByUs(sql)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('agree on any token soup that is valid by chance', () => {
    fc.assert(
      fc.property(soup, (sql) => {
        const expected = boundsByPostgres(sql);
        fc.pre(expected !== undefined);
        expect(boundsByUs(sql)).toEqual(expected);
      }),
      { numRuns: 500, maxSkipsPerRun: 1000 },
    );
  });

  it('leave nothing but blanks, comments and semicolons between statements', () => {
    fc.assert(
      fc.property(script, (sql) => {
        const text = Buffer.from(sql);
        let at = 0;
        for (const { start, end } of [...splitStatements(text).statements, { start: text.length, end: text.length }]) {
          const gap = text.toString('utf8', at, start);
          const tokens = gap === '' ? [] : scanSync(gap).tokens;
          expect(tokens.filter(({ tokenName, text }) => !tokenName.endsWith('COMMENT') && text !== ';')).toEqual([]);
          at = end;
        }
      }),
      { numRuns: 300 },
    );
  });
});

// What statements are made of. Contents are full of what could be taken for the end of something.

const content = fc
  .array(
    fc.constantFrom("'", '"', ';', '$', '$$', '$a$', '--', '/*', '*/', '\n', '\r', ' ', 'e', 'END', 'ü', '👍', '('),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

const plainString = content.map((text) => `'${text.replaceAll("'", "''")}'`);
const escapeString = fc
  .tuple(fc.constantFrom('E', 'e'), fc.array(content, { minLength: 1, maxLength: 3 }), fc.constantFrom("\\'", "''"))
  .map(([prefix, parts, quote]) => {
    const quoted = parts.map((text) => `'${text.replaceAll("'", () => quote)}\\\\\\';'`);
    return prefix + quoted.join(' \n\t\n');
  });
const prefixedString = fc.constantFrom("B'01'", "x'1F'", "N'a;'", "U&'\\00e4;'", "u&';'");
const dollarString = fc
  .tuple(fc.constantFrom('$$', '$b$', '$_1$', '$ü$'), content)
  .map(([tag, text]) => `${tag}${`${text} `.replaceAll(tag, '')}${tag}`);
const quotedName = fc
  .tuple(fc.constantFrom('', 'U&'), content)
  .map(([prefix, text]) => `${prefix}"x${text.replaceAll('"', '""')}"`);

const blockComment = fc.letrec((tie) => ({
  comment: fc
    .array(fc.oneof({ maxDepth: 2 }, fc.constantFrom(';', "'", '"', '$$', '--', ' ', '*', '\n', 'ü'), tie('comment')), {
      maxLength: 4,
    })
    .map((parts) => `/*${parts.join(' ')} */`),
})).comment;
const lineComment = content.map((text) => `--${text.replaceAll(/[\r\n]/g, '')}\n`);
const gap = fc
  .array(fc.oneof(fc.constantFrom(' ', '\n', '\t', '\f'), blockComment, lineComment), { maxLength: 3 })
  .map((parts) => ` ${parts.join('')} `);

const value = fc.oneof(
  plainString,
  escapeString,
  prefixedString,
  dollarString,
  fc.constantFrom(
    '1',
    '1e5',
    '$1',
    'a$b',
    'CASE WHEN a THEN 1 ELSE 2 END',
    '(SELECT 1)',
    '1 + - 2',
    'a',
    'begin',
    'atomic',
  ),
);
const selectItem = fc
  .tuple(value, gap, fc.oneof(quotedName, fc.constantFrom('', 'AS end', 'AS case', 'AS begin')))
  .map((parts) => parts.join(''));
const select = fc
  .tuple(gap, fc.array(selectItem, { minLength: 1, maxLength: 3 }), gap)
  .map(([before, items, after]) => `SELECT${before}${items.join(',')}${after}`);
const atomicFunction = fc
  .tuple(
    fc.constantFrom('', 'OR REPLACE '),
    fc.constantFrom('f', 'begin', '"BEGIN"'),
    gap,
    gap,
    fc.array(select, { maxLength: 3 }),
  )
  .map(
    ([replace, name, before, between, body]) =>
      `CREATE ${replace}FUNCTION ${name}(begin int) RETURNS int${before}BEGIN${between}ATOMIC ${body.map((one) => `${one};`).join('')} END`,
  );
const rule = fc.tuple(select, select).map(([one, two]) => `CREATE RULE r AS ON DELETE TO t DO ALSO (${one};${two};)`);
const block = dollarString.map((body) => `DO ${body}`);
const statement = fc.oneof(select, atomicFunction, rule, block, fc.constantFrom('', 'BEGIN', 'END', 'COMMIT'), gap);
const script = fc.array(statement, { minLength: 1, maxLength: 5 }).map((statements) => statements.join(';'));

const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'SELECT',
        'BEGIN',
        'ATOMIC',
        'END',
        ';',
        ';',
        "'",
        '"',
        'E',
        '$$',
        '$a$',
        '1',
        'a',
        '(',
        ')',
        ',',
      ),
      fc.constantFrom(' ', ' ', '\n', '--', '/*', '*/', "''", 'ü', '+', 'AS', 'CASE', 'U&'),
    ),
    { maxLength: 10 },
  )
  .map((tokens) => tokens.join(''));

import { scriptOfText } from '../../migrations/script/read-script';
import { parseScript } from '../../migrations/units/parse-script';
import { takeApart } from '../../migrations/units/take-apart';
import { describeMode } from './describe-mode';

function parse(text: string) {
  return parseScript(scriptOfText(text, 'up.sql', 'up'));
}

it.each([
  ['SELECT 1;', undefined],
  ['SELECT 1;\nCALL app.moves(1);', 'in one transaction, unless the server refuses that to CALL app.moves (line 2)'],
  ['BEGIN; REINDEX TABLE t; COMMIT;', undefined],
  ['-- pgrestify: transaction off\nSELECT 1;', 'outside a transaction by its directive, 1 statement'],
  [
    'SELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (a);',
    'outside a transaction for CREATE INDEX CONCURRENTLY i ON t (line 2), 2 statements',
  ],
  ['SELECT 1;\nBEGIN; SELECT 2; COMMIT;', 'in 2 parts for BEGIN (line 2), which is not around the whole script'],
  [
    "ALTER TYPE s.mood ADD VALUE 'ok'; SELECT 'ok'::mood;",
    'in 2 transactions, since the script uses the value of ALTER TYPE s.mood ADD VALUE (line 1)',
  ],
])('tells how %s runs', (sql, how) => {
  expect(describeMode(parse(sql))).toBe(how);
});

it('tells that the server refused the transaction', () => {
  const apart = takeApart(parse('SELECT 1; REINDEX TABLE t;'));
  expect(apart && describeMode(apart)).toBe('outside a transaction, which the server refused, 2 statements');
});

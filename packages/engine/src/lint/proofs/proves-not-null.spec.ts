import { readTokens } from '../statements/tokens';
import { provesNotNull } from './proves-not-null';

const proves = (check: string) => {
  const text = Buffer.from(check);
  return provesNotNull(readTokens(text, { start: 0, end: text.length }), 'c');
};

it.each([
  'c IS NOT NULL',
  '((c IS NOT NULL))',
  'c NOTNULL',
  '"c" IS NOT NULL AND c > 0',
  '(d > 0) AND ((c IS NOT NULL) AND true)',
  'NOT (c IS NULL)',
  'NOT c ISNULL',
  'NOT (c IS NULL OR d IS NULL)',
  '(c IS NOT NULL AND d) OR (c IS NOT NULL AND NOT d)',
  '(d, c) IS NOT NULL',
  'ROW(c, d) IS NOT NULL',
  'd BETWEEN 1 AND 2 AND c IS NOT NULL',
])('believes %s', (check) => {
  expect(proves(check)).toBe(true);
});

it.each([
  'c > 0',
  'd IS NOT NULL',
  'c IS NOT NULL OR d',
  'NOT (c IS NULL AND d)',
  'NOT (c IS NOT NULL)',
  'd BETWEEN 1 AND c IS NOT NULL',
  'CASE WHEN d THEN c IS NOT NULL AND true ELSE true END',
  'coalesce(c, d) IS NOT NULL',
  '(c + 1) IS NOT NULL',
  '(d, c + 1) IS NOT NULL',
  'c IS NULL',
  '',
])('does not believe %s', (check) => {
  expect(proves(check)).toBe(false);
});

import { fingerprintIssues } from './fingerprint';
import type { Issue } from './issue';

const issue: Issue = {
  rule: 'drop-column',
  severity: 'error',
  message: 'Drops a column.',
  ids: ['0002_b'],
  path: 'apps/api/sql/migrations/0002_b/up.sql',
  line: 3,
  column: 1,
  excerpt: '3 | ALTER TABLE a DROP COLUMN b;\n  | ^',
  hint: undefined,
  postgres: undefined,
};
const placeless: Issue = { ...issue, path: undefined, line: undefined, column: undefined, excerpt: undefined };

function one(changed: Partial<Issue>, of: Issue = issue): string | undefined {
  return fingerprintIssues([{ ...of, ...changed }], 'api')[0];
}

describe('fingerprintIssues', () => {
  it.each<[string, Partial<Issue>]>([
    ['the line moves', { line: 30, excerpt: '30 | ALTER TABLE a DROP COLUMN b;\n   | ^' }],
    ['the line is set in', { column: 3, excerpt: '3 |   ALTER TABLE  a DROP COLUMN b;\n  |   ^' }],
    ['the migration gets a later version', { path: 'apps/api/sql/migrations/0009_b/up.sql', ids: ['0009_b'] }],
    ['it is told in other words', { message: 'It drops a column.', hint: 'Do not.', severity: 'warning' }],
  ])('stays when %s', (_what, changed) => {
    expect(one(changed)).toBe(one({}));
  });

  it.each<[string, Partial<Issue>]>([
    ['another rule', { rule: 'drop-table' }],
    ['another statement', { excerpt: '3 | ALTER TABLE a DROP COLUMN c;\n  | ^' }],
    ['another script of the migration', { path: 'apps/api/sql/migrations/0002_b/down.sql' }],
  ])('is another one for %s', (_what, changed) => {
    expect(one(changed)).not.toBe(one({}));
  });

  it('without a line is that of the message, the places in it aside', () => {
    expect(one({ message: 'a.sql:3:1: no' }, placeless)).toBe(one({ message: 'a.sql:14:2: no' }, placeless));
    expect(one({ message: 'no' }, placeless)).not.toBe(one({ message: 'yes' }, placeless));
  });

  it('is another one in another project, and for each of several that are alike', () => {
    const names = [...fingerprintIssues([issue, issue, issue], 'api'), ...fingerprintIssues([issue], 'web')];
    expect(new Set(names).size).toBe(4);
    expect(names.every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
  });
});

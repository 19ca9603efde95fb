import { rulesFoundIn } from '../../../../testing/lint/review-sql';

const before = 'CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE INDEX t_a ON t (a)';

it.each([
  ['DROP INDEX IF EXISTS t_a', ['drop-index']],
  ['CREATE TABLE n (a int); CREATE INDEX n_a ON n (a); DROP INDEX n_a', []],
  ['CREATE TABLE n (a int); LOCK n; TRUNCATE n', []],
  ['LOCK TABLE t IN ACCESS SHARE MODE', []],
  ['LOCK TABLE t, u IN EXCLUSIVE MODE', ['lock-table', 'lock-table']],
  ['TRUNCATE t, u', ['truncate', 'truncate']],
  [
    'ALTER TABLE t DISABLE TRIGGER g; UPDATE u SET a = 1 WHERE a > 1; ALTER TABLE t ENABLE TRIGGER g',
    ['disable-trigger', 'work-under-lock'],
  ],
  [
    'ALTER TABLE t ADD b int; ALTER TABLE u ADD b int; ALTER TABLE u ADD c int',
    ['wide-lock-window', 'multiple-alter-table'],
  ],
  ['ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE u ENABLE ROW LEVEL SECURITY', []],
  ['ALTER TABLE t ADD b int; CREATE TABLE n (a int); ALTER TABLE n ADD b int', []],
  ['ALTER TABLE t ADD b int; ALTER TABLE u VALIDATE CONSTRAINT c', ['work-under-lock']],
])('%s', async (sql, rules) => {
  expect(await rulesFoundIn({ before, sql })).toEqual(rules);
});

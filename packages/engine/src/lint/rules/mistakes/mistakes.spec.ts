import { reviewSql, rulesFoundIn } from '../../../../testing/lint/review-sql';

it.each([
  ['CREATE POLICY p ON t FOR INSERT USING (true)', ['policy-clause']],
  ['CREATE POLICY p ON t FOR DELETE USING (true) WITH CHECK (true)', ['policy-clause']],
  ['CREATE POLICY p ON t FOR ALL USING (true) WITH CHECK (true)', []],
  ['CREATE POLICY p ON t USING (id = (SELECT old.id FROM old))', []],
  ['CREATE POLICY p ON t USING (id = (SELECT u.id FROM u WHERE u.a = OLD.a))', ['policy-with-new']],
  ['CREATE POLICY p ON t FOR INSERT WITH CHECK (new IS NOT NULL AND "new" <> 1)', []],
  ['CREATE POLICY p ON new USING (new.id = 1)', []],
  ['INSERT INTO t (a, b, a) VALUES (1, 2, 3)', ['assigned-twice']],
  ['UPDATE t SET a[1] = 1, a[2] = 2, b.x = 3, b.y = 4 WHERE id = 1', []],
  ['UPDATE t SET (a, b) = (1, 2), c = 3 WHERE id = 1', []],
])('%s', async (sql, rules) => {
  expect(await rulesFoundIn(sql)).toEqual(rules);
});

it('points at the word', async () => {
  const [finding] = await reviewSql([[{ sql: 'CREATE POLICY p ON t FOR INSERT\n  WITH CHECK (NEW.id = 1)' }]]);
  expect(finding?.offset).toBe(46);
});

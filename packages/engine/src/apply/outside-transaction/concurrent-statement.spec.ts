import { splitStatements } from '../../sql/statements/split-statements';
import { parseConcurrent } from './concurrent-statement';

function parse(sql: string) {
  const text = Buffer.from(sql);
  const [statement] = splitStatements(text).statements;
  return statement && parseConcurrent(text, statement);
}

it.each([
  ['CREATE INDEX CONCURRENTLY i ON t (a)', { action: 'create', name: 'i', table: 't', ifNotExists: false }],
  ['drop index concurrently if exists app."I"', { action: 'drop', name: 'app."I"' }],
  ['REINDEX INDEX CONCURRENTLY app.i', { action: 'reindex', object: 'INDEX', name: 'app.i' }],
  ['REINDEX TABLE CONCURRENTLY "t t"', { action: 'reindex', object: 'TABLE', name: '"t t"' }],
  ['REINDEX (VERBOSE, CONCURRENTLY) SCHEMA app', { action: 'reindex', object: 'SCHEMA', name: 'app' }],
  ['REINDEX (CONCURRENTLY true) DATABASE', { action: 'reindex', object: 'DATABASE', name: undefined }],
  [
    'ALTER TABLE IF EXISTS ONLY app.p DETACH PARTITION app.p1 CONCURRENTLY',
    { action: 'detach', table: 'app.p', partition: 'app.p1' },
  ],
  ['ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY', { action: 'detach', table: 'p', partition: 'p1' }],
])('reads %s', (sql, parts) => {
  expect(parse(sql)).toEqual(parts);
});

it.each([
  'CREATE INDEX i ON t (a)',
  'REINDEX TABLE t',
  'REINDEX (CONCURRENTLY off) TABLE t',
  'REINDEX TABLE concurrently_named',
  'ALTER TABLE p DETACH PARTITION p1',
  'ALTER TABLE p DETACH PARTITION p1 FINALIZE',
  'ALTER TABLE p ADD COLUMN detach int',
  'VACUUM t',
])('finds nothing concurrent in %s', (sql) => {
  expect(parse(sql)).toBeUndefined();
});

import { readTokens } from '../statements/tokens';
import { keysOf, madeObjects } from './made-objects';
import type { StateObject } from './state-rule';

function madeBy(sql: string): readonly string[] {
  const text = Buffer.from(sql);
  return madeObjects({ tokens: readTokens(text, { start: 0, end: text.length }) });
}

const notes: StateObject = { kind: 'relation', schema: 'public', name: 'notes' };
const part = (kind: 'index' | 'constraint' | 'policy' | 'trigger', name: string): StateObject => ({
  kind,
  schema: 'public',
  table: 'notes',
  name,
});

/** Without those of its table. */
function ownKeysOf(object: StateObject): readonly string[] {
  return keysOf(object).filter((key) => object === notes || !keysOf(notes).includes(key));
}

it.each<readonly [string, StateObject]>([
  ['CREATE TABLE notes ()', notes],
  ['CREATE UNLOGGED TABLE IF NOT EXISTS public.notes ()', notes],
  ['CREATE TABLE "notes" AS SELECT 1', notes],
  ['CREATE FOREIGN TABLE notes (id int) SERVER s', notes],
  ['CREATE OR REPLACE VIEW notes AS SELECT 1', notes],
  ['CREATE MATERIALIZED VIEW IF NOT EXISTS notes AS SELECT 1', notes],
  ['ALTER TABLE IF EXISTS memos RENAME TO notes', notes],
  ['ALTER TABLE public.memos RENAME TO notes', notes],
  ['ALTER TABLE app.notes SET SCHEMA public', notes],
  ['CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS notes_a ON notes (a)', part('index', 'notes_a')],
  ['ALTER TABLE notes ADD CONSTRAINT notes_a UNIQUE (a)', part('index', 'notes_a')],
  ['CREATE TABLE notes (a int CONSTRAINT positive CHECK (a > 0))', part('constraint', 'positive')],
  ['ALTER TABLE ONLY public.notes ADD CONSTRAINT positive CHECK (a > 0)', part('constraint', 'positive')],
  ['CREATE POLICY own ON public.notes USING (a = 1)', part('policy', 'own')],
  ['CREATE OR REPLACE TRIGGER touch BEFORE UPDATE OF a ON notes EXECUTE FUNCTION f()', part('trigger', 'touch')],
  ['CREATE CONSTRAINT TRIGGER touch AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION f()', part('trigger', 'touch')],
  ['CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid', { kind: 'function', schema: 'auth', name: 'uid' }],
  ['CREATE EXTENSION IF NOT EXISTS "uuid-ossp"', { kind: 'extension', name: 'uuid-ossp' }],
  ['CREATE SCHEMA IF NOT EXISTS App', { kind: 'schema', name: 'app' }],
])('%s makes it', (sql, object) => {
  expect(ownKeysOf(object).filter((key) => madeBy(sql).includes(key))).toHaveLength(1);
});

it.each<readonly [string, StateObject]>([
  ['CREATE TABLE app.notes ()', notes],
  ['CREATE TABLE notes_old ()', notes],
  ['ALTER TABLE notes RENAME TO memos', notes],
  ['ALTER TABLE notes ADD COLUMN a int', notes],
  ['ALTER TABLE tags DROP CONSTRAINT positive', part('constraint', 'positive')],
  ['CREATE POLICY own ON tags USING (true)', part('policy', 'own')],
  ['SELECT 1', notes],
])('%s does not', (sql, object) => {
  expect(madeBy(sql).filter((key) => ownKeysOf(object).includes(key))).toEqual([]);
});

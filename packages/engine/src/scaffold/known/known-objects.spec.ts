import { deriveKnownObjects } from './known-objects';

const known = (...texts: readonly string[]) =>
  deriveKnownObjects({
    before: [{ path: 'schemas/a.sql', text: texts[0] ?? '' }],
    migrations: texts.slice(1).map((text, index) => ({ id: `${index + 1}_x`, path: `${index + 1}_x/up.sql`, text })),
    after: [],
  });

describe('deriveKnownObjects', () => {
  it.each([
    ['plain', 'CREATE TABLE users (id int)', 'users'],
    ['in capitals', 'create table USERS (id int)', 'users'],
    ['with its schema', 'CREATE TABLE public.users (id int)', 'users'],
    ['perhaps there', 'CREATE TABLE IF NOT EXISTS users (id int)', 'users'],
    ['unlogged', 'CREATE UNLOGGED TABLE users (id int)', 'users'],
    ['quoted', 'CREATE TABLE "Users" (id int)', '"Users"'],
    ['quoted without need', 'CREATE TABLE "users" (id int)', 'users'],
    ['a reserved word', 'CREATE TABLE "order" (id int)', '"order"'],
    ['made of a query', 'CREATE TABLE users AS SELECT 1', 'users'],
    ['a view', 'CREATE OR REPLACE VIEW users AS SELECT 1', 'users'],
    ['a materialised view', 'CREATE MATERIALIZED VIEW IF NOT EXISTS users AS SELECT 1', 'users'],
    ['an index', 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS idx ON ONLY t (a)', 'idx'],
    ['behind another search path of an earlier script', 'CREATE TABLE users ()', 'users'],
  ])('knows a table that is %s', (_what, text, name) => {
    expect(known('', text).relation(name)).toBe('1_x/up.sql:1:1');
  });

  it.each([
    ['of another schema', ['CREATE TABLE audit.users (id int)']],
    ['of another search path', ['SET search_path TO audit, public; CREATE TABLE users (id int)']],
    ['of another case', ['CREATE TABLE "Users" (id int)']],
    ['temporary', ['CREATE TEMP TABLE users (id int)']],
    ['dropped since', ['CREATE TABLE users (); CREATE TABLE b ()', 'DROP TABLE IF EXISTS b, users CASCADE']],
    ['renamed since', ['CREATE TABLE users ()', 'ALTER TABLE users RENAME TO people']],
    ['moved since', ['CREATE TABLE users ()', 'ALTER TABLE users SET SCHEMA audit']],
    [
      'in a comment or a body',
      ["-- CREATE TABLE users ();\nCREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'CREATE TABLE users ()'"],
    ],
  ])('knows none that is %s', (_what, texts) => {
    expect(known('', ...texts).relation('users')).toBeUndefined();
  });

  it('follows the order of versions, not of names', () => {
    const objects = deriveKnownObjects({
      before: [],
      migrations: [
        { id: '10_again', path: '10', text: 'CREATE TABLE users ()' },
        { id: '9_drop', path: '9', text: 'DROP TABLE users' },
      ],
      after: [],
    });
    expect(objects.relation('users')).toBe('10:1:1');
  });

  it('knows columns and constraints, those of later statements too', () => {
    const objects = known(
      'CREATE TABLE users (\n  id int PRIMARY KEY,\n  "Name" numeric(10, 2),\n  CONSTRAINT c CHECK (id > 0),\n  UNIQUE (id)\n);',
      'ALTER TABLE users ADD phone text, ADD COLUMN IF NOT EXISTS mail text, DROP COLUMN "Name", ADD CONSTRAINT d UNIQUE (id);',
      'ALTER TABLE users RENAME mail TO email; ALTER TABLE users RENAME CONSTRAINT c TO e; ALTER TABLE users RENAME TO people',
    );
    const columns = ['id', '"Name"', 'phone', 'mail', 'email', 'unique', 'constraint'];
    expect(columns.filter((name) => objects.column('people', name))).toEqual(['id', 'phone', 'email']);
    expect(['c', 'd', 'e'].filter((name) => objects.constraint('people', name))).toEqual(['d', 'e']);
    expect(objects.relation('users')).toBeUndefined();
  });
});

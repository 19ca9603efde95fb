import { repeatableOf } from '../../../testing/projects/migration-sets';
import { downStep, migrationOf } from '../../../testing/projects/steps';
import type { ErrorReport } from '../../errors';
import { explainDependents } from './explain-dependents';

const step = downStep(migrationOf('001_posts', 'CREATE TABLE posts ();', 'DROP TABLE posts;'));

function report(detail: string, sqlState = '2BP01'): ErrorReport {
  const hint = 'Use DROP ... CASCADE to drop the dependent objects too.';
  return {
    code: 'STEP_FAILED',
    message: '',
    hint,
    location: undefined,
    excerpt: undefined,
    sqlState,
    fields: { detail },
  };
}

function explain(sql: string, detail: string, sqlState?: string): string | undefined {
  const file = repeatableOf('repeatable/made.sql', sql, 'after');
  const status = {
    id: file.id,
    kind: 'repeatable',
    version: undefined,
    state: 'applied',
    phase: 'after',
    row: undefined,
  } as const;
  return explainDependents(report(detail, sqlState), step, [{ ...status, file }]).hint;
}

describe('explainDependents', () => {
  it.each([
    ['CREATE OR REPLACE VIEW titles AS SELECT 1;', 'view titles depends on table posts', 'view titles'],
    ['CREATE VIEW api.Titles AS SELECT 1;', 'view api.titles depends on column title of table posts', 'view titles'],
    ['CREATE VIEW "My ""V"" x" AS SELECT 1;', 'view "My ""V"" x" depends on table posts', 'view My "V" x'],
    [
      'CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1;',
      'materialized view m depends on table posts',
      'materialized view m',
    ],
    [
      'CREATE FUNCTION f(p posts) RETURNS int LANGUAGE sql AS $$SELECT 1$$;',
      'function f(posts) depends on type posts',
      'function f',
    ],
    [
      'SELECT 1; CREATE POLICY own ON posts USING (true);',
      'policy own on table posts depends on column a of table posts',
      'policy own',
    ],
    ['CREATE VIEW b AS SELECT 1;', 'view a depends on table posts\nview b depends on view a', 'view b'],
    ['CREATE VIEW v AS SELECT 1;', 'Sicht v hängt von Tabelle posts ab', 'view v'],
  ])('names the script of %j', (sql, detail, made) => {
    expect(explain(sql, detail)).toBe(
      `sql/repeatable/made.sql made ${made}: drop it first in sql/migrations/001_posts/down.sql. The script makes it again once it is edited, or when it begins with \`-- pgrestify: run always\`.`,
    );
  });

  it('knows a view by its rule, when the type of a column cannot be altered', () => {
    const hint = explain('CREATE VIEW v AS SELECT 1;', 'rule _RETURN on view v depends on column "title"', '0A000');
    expect(hint).toContain('made.sql made view v');
  });

  it.each([
    ['an object that no script makes', 'CREATE VIEW other AS SELECT 1;', 'view titles depends on table posts'],
    ['what only is depended on', 'CREATE TABLE IF NOT EXISTS posts ();', 'view titles depends on table posts'],
    ['another kind of the same name', 'CREATE FUNCTION titles() RETURNS int;', 'view titles depends on table posts'],
    ['an object that is only mentioned', 'DROP VIEW IF EXISTS titles;', 'view titles depends on table posts'],
  ])('leaves the server’s hint for %s', (_what, sql, detail) => {
    expect(explain(sql, detail)).toBe('Use DROP ... CASCADE to drop the dependent objects too.');
  });

  it('leaves other errors alone', () => {
    expect(explain('CREATE VIEW v AS SELECT 1;', 'view v depends on table t', '42P01')).toContain('CASCADE');
  });
});

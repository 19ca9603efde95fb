import { join } from 'node:path';
import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import type { ValidateResult } from '../../checks/validate-result';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

let project: TestProject;
afterEach(async () => {
  await shadowStopped(project.settings.workspacePath);
  project.dispose();
});

/** What rules found in the schema, as `severity rule file:line:column`. */
function found({ findings }: ValidateResult): readonly string[] {
  return findings.flatMap(({ check, severity, rule, path, line, column }) => {
    if (check !== 'state') return [];
    const place = [path?.replace('apps/api/', ''), line, column].filter((part) => part !== undefined);
    return [`${severity} ${rule} ${place.join(':')}`];
  });
}

const roles = `CREATE ROLE anon NOLOGIN; CREATE ROLE reader NOLOGIN; CREATE ROLE authenticator LOGIN NOINHERIT;
GRANT anon, reader TO authenticator;`;

describe('validate of the schema', () => {
  it('tells what is wrong with what the project made, where it was made', async () => {
    project = createTestProject(nowhere, {
      lint: {
        rules: { 'no-primary-key': 'error', 'table-without-grant': 'off' },
        paths: [{ files: ['sql/migrations/003_*/**'], rules: { 'no-primary-key': 'off' } }],
      },
    });
    project.write('schemas/01_roles.sql', `DO $$ BEGIN IF to_regrole('anon') IS NULL THEN ${roles} END IF; END $$`);
    project.migration(
      '001_notes',
      'CREATE TABLE memos (id int);\n  CREATE TABLE tags (id int PRIMARY KEY);\nGRANT SELECT ON tags TO reader;',
      'DROP TABLE tags; DROP TABLE memos',
    );
    project.migration(
      '002_rename',
      '-- A better name\nALTER TABLE memos RENAME TO notes;\nCREATE POLICY own ON notes USING (id = 1);',
      'DROP POLICY own ON notes; ALTER TABLE notes RENAME TO memos',
    );
    project.migration('003_log', 'CREATE TABLE log (at timestamptz)', 'DROP TABLE log');
    project.migration(
      '004_dynamic',
      "DO $$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', 'made_so'); END $$",
      'DROP TABLE made_so',
    );
    const result = await project.validate();
    expect(found(result)).toEqual([
      'warning rls-disabled-in-exposed-schema sql/migrations/001_notes/up.sql:2:3',
      'error policy-exists-rls-disabled sql/migrations/002_rename/up.sql:3:1',
      'error no-primary-key sql/migrations/004_dynamic/up.sql',
      'error no-primary-key sql/migrations/002_rename/up.sql:2:1',
    ]);
    expect(result.findings.find(({ rule }) => rule === 'rls-disabled-in-exposed-schema')).toMatchObject({
      check: 'state',
      code: 'LINT',
      ids: ['001_notes'],
      message: 'Table public.tags has no row level security: reader may SELECT, every row.',
      excerpt: '2 |   CREATE TABLE tags (id int PRIMARY KEY);\n  |   ^',
    });
    expect(result.outcome).toBe('failed');
  });

  it('says nothing of what others made, nor of what a comment waives', async () => {
    const workspacePath = makeTemporaryFolder('project');
    const setupPath = join(workspacePath, 'apps', 'api', 'setup.sql');
    project = createTestProject(nowhere, {
      workspacePath,
      lint: { rules: { 'no-primary-key': 'warning' } },
      shadow: { setupPaths: [setupPath] },
    });
    project.write('../setup.sql', 'CREATE TABLE theirs (id int)');
    project.migration(
      '001_log',
      '-- pgrestify-ignore no-primary-key: rows of a log have no name\nCREATE TABLE log (id int)',
      'DROP TABLE log',
    );
    project.write(
      'repeatable/v.sql',
      '-- pgrestify-ignore security-definer-view: all may read it\nCREATE OR REPLACE VIEW v AS SELECT id FROM theirs',
    );
    expect(found(await project.validate())).toEqual(['warning unused-ignore sql/repeatable/v.sql:1:1']);
  });
});

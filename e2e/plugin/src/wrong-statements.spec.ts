import { registerPlugin, writeProject } from './harness/project';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

/** As the document that asked for the plugin has them, each behind a table to stand on. */
const wrong = {
  read: {
    sql: `CREATE POLICY users_read_public_info ON users
    FOR SELECT
    USING (true)  -- Allow reading public info like bio and avatar
    WITH CHECK (false);  -- But not for modifications
`,
    undo: 'DROP POLICY users_read_public_info ON users;\n',
    files: 'error LINT policy-clause apps/read/sql/migrations/0002_wrong/up.sql:1:1',
    server: 'error STEP_FAILED apps/read/sql/migrations/0002_wrong/up.sql:1:1',
    right: ['FOR SELECT takes USING alone', 'Leave WITH CHECK out'],
  },
  update: {
    sql: `CREATE POLICY users_update_own ON users
    FOR UPDATE
    USING (auth.uid() = id)
    WITH CHECK (auth.uid() = id AND id = NEW.id);
`,
    undo: 'DROP POLICY users_update_own ON users;\n',
    files: 'error LINT policy-with-new apps/update/sql/migrations/0002_wrong/up.sql:4:42',
    server: 'error STEP_FAILED apps/update/sql/migrations/0002_wrong/up.sql:1:1',
    right: ['write a trigger BEFORE UPDATE', 'to compare both, write a BEFORE UPDATE trigger'],
  },
  touch: {
    sql: `CREATE TRIGGER users_updated_at
    BEFORE UPDATE ON users
    FOR EACH ROW
    EXECUTE FUNCTION update_updated_at_column();
`,
    undo: 'DROP TRIGGER users_updated_at ON users;\n',
    files: 'warning LINT trigger-function apps/touch/sql/migrations/0002_wrong/up.sql:1:1',
    server: 'error STEP_FAILED apps/touch/sql/migrations/0002_wrong/up.sql:1:1',
    right: ['RETURNS trigger LANGUAGE plpgsql', 'in an earlier script or in sql/functions'],
  },
} as const;

const users = `CREATE SCHEMA auth;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid';
CREATE TABLE users (id uuid PRIMARY KEY, updated_at timestamptz);
`;

describe('wrong statements', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
    registerPlugin(workspace);
    for (const [name, { sql, undo }] of Object.entries(wrong)) {
      const migrations = {
        '0001_users': [users, 'DROP SCHEMA auth CASCADE; DROP TABLE users;\n'],
        '0002_wrong': [sql, undo],
      } as const;
      writeProject(workspace, { name, root: `apps/${name}`, manifest: 'project.json', migrations });
    }
  });
  afterAll(() => workspace?.dispose());

  it('are found by files alone and by a shadow, each with its line and the right form', async () => {
    const ofFiles = await workspace.nx(['run-many', '-t', 'validate', '--files-only']);
    const ofShadow = await workspace.nx(['run-many', '-t', 'validate', '--parallel=1']);
    expect(ofShadow.code).not.toBe(0);
    for (const { files, server, right } of Object.values(wrong)) {
      expect(ofFiles.output).toContain(files);
      expect(ofFiles.output).toContain(right[0]);
      expect(ofShadow.output).toContain(server);
      expect(ofShadow.output).toContain(right[1]);
    }
  });

  it('are judged as whom lint.apiRoles names', async () => {
    const migrations = {
      '0001_notes': [
        'CREATE ROLE web;\nCREATE TABLE notes (id int PRIMARY KEY);\nGRANT SELECT ON notes TO web;\n',
        'DROP TABLE notes;\nDROP ROLE web;\n',
      ],
    } as const;
    const write = (lint: string) => {
      const config = `module.exports = { environments: { development: {} }, lint: ${lint} };\n`;
      writeProject(workspace, { name: 'notes', root: 'apps/notes', manifest: 'project.json', migrations, config });
    };
    const validate = () => workspace.nx(['run', 'notes:validate']);
    write('{}');
    expect((await validate()).output).not.toContain('rls-disabled-in-exposed-schema');
    write("{ apiRoles: ['web'] }");
    expect((await validate()).output).toContain(
      'warning LINT rls-disabled-in-exposed-schema apps/notes/sql/migrations/0001_notes/up.sql:2:1: Table public.notes has no row level security: web may SELECT, every row.',
    );
    write("{ apiRoles: 'web' }");
    expect((await validate()).output).toContain('lint.apiRoles: expected an array, got a string');
  });
});

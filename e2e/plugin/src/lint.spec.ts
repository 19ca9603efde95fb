import { registerPlugin, writeProject } from './harness/project';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const table = 'CREATE TABLE posts (id bigint PRIMARY KEY, author text);\n';
const index = 'CREATE INDEX posts_author ON posts (author);\n';

describe('the linter through Nx', () => {
  let workspace: Workspace;
  const validate = (...options: readonly string[]) => workspace.nx(['run', 'api:validate', '--files-only', ...options]);
  const write = (config: string, up: string) =>
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      config: `module.exports = ${config};\n`,
      migrations: { '0001_posts': [table, 'DROP TABLE posts;\n'], '0002_index': [up, 'DROP INDEX posts_author;\n'] },
    });

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
    registerPlugin(workspace);
  });
  afterAll(() => workspace?.dispose());

  it('says rule, place, line and the safe form, and makes no shadow', async () => {
    write('{}', index);
    const { code, output } = await validate();
    expect(output).toContain(
      'warning LINT create-index apps/api/sql/migrations/0002_index/up.sql:1:1: CREATE INDEX builds an index over posts under SHARE: its writes wait.',
    );
    expect(output).toContain('hint: Write CREATE INDEX CONCURRENTLY');
    expect(output).not.toContain('shadow');
    expect(code).toBe(0);
  });

  it.each([
    ["{ lint: { rules: { 'create-index': 'error' } } }", 'error LINT create-index', 1],
    [
      "{ lint: { rules: { 'create-index': 'error' } }, environments: { development: { lint: { rules: { 'create-index': 'notice' } } } } }",
      'notice LINT create-index',
      0,
    ],
    [
      "{ lint: { rules: { 'create-index': 'error' }, paths: [{ files: ['sql/migrations/0002_*/**'], rules: { 'create-index': 'off' } }] } }",
      'Valid: nothing found',
      0,
    ],
    ["{ lint: { rules: { 'create-indx': 'off' } } }", 'did you mean "create-index"?', 1],
    ["{ lint: { rules: { 'create-index': 'fatal' } } }", 'lint.rules.create-index', 1],
    ["{ lint: { scope: 'everything' } }", 'lint.scope', 1],
    ["{ lint: { paths: [{ files: ['sql/**'] }] } }", 'lint.paths[0].rules: missing', 1],
  ])('with %s: %s', async (config, said, code) => {
    write(config, index);
    const result = await validate();
    expect(result.output).toContain(said);
    expect(result.code).toBe(code);
  });

  it('takes a waiver with a reason, and finds one that waives nothing', async () => {
    write('{}', `-- pgrestify-ignore create-index: nobody writes posts yet\n${index}`);
    expect((await validate()).output).toContain('Valid: nothing found');
    write('{}', `-- pgrestify-ignore reindex: nobody writes posts yet\n${index}`);
    expect((await validate()).output).toContain('warning LINT unused-ignore');
    write('{}', `-- pgrestify-ignore create-index\n${index}`);
    expect((await validate()).output).toContain('warning LINT ignore-without-reason');
  });
});

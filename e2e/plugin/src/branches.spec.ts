import { registerPlugin, writeMigration, writeProject } from './harness/project';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const config = `module.exports = {
  environments: { development: {}, production: { database: { host: 'db' } } },
};
`;

describe('migrations of two branches', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
    registerPlugin(workspace);
    for (const name of ['api', 'blog']) {
      writeProject(workspace, { name, root: `apps/${name}`, manifest: 'project.json', migrations: {}, config });
    }
    await workspace.nxOk(['g', '@pgrestify/nx:init', '--no-interactive']);
    writeMigration(
      workspace,
      'apps/api',
      '2026-01-01-users',
      'CREATE TABLE users (id integer);\n',
      'DROP TABLE users;\n',
    );
    await workspace.commit('users');
    await workspace.git('checkout', '--quiet', '-b', 'feature');
    writeMigration(
      workspace,
      'apps/api',
      '2026-01-03-posts',
      'CREATE TABLE posts (id integer);\n',
      'DROP TABLE posts;\n',
    );
    const up = '-- pgrestify: requires api:2026-01-03-posts\nCREATE TABLE comments (id integer);\n';
    writeMigration(workspace, 'apps/blog', '2026-01-04-comments', up, 'DROP TABLE comments;\n');
    await workspace.commit('posts');
    await workspace.git('checkout', '--quiet', 'main');
    writeMigration(workspace, 'apps/api', '2026-01-05-tags', 'CREATE TABLE tags (id integer);\n', 'DROP TABLE tags;\n');
    await workspace.commit('tags');
    await workspace.git('checkout', '--quiet', 'feature');
  });
  afterAll(() => workspace?.dispose());

  it('are found to be in the wrong order, and sync:check says so', async () => {
    const { code, output } = await workspace.nx(['run', 'api:validate', '--filesOnly']);
    expect(code).not.toBe(0);
    expect(output).toContain(
      '2026-01-03-posts is older than 2026-01-05-tags, which main has: after the merge it runs out of order, which production refuses.',
    );
    const sync = await workspace.nx(['sync:check']);
    expect(sync.code).not.toBe(0);
    expect(sync.output).toContain(
      'Migrations of this branch have to be later than those of its base: api:2026-01-03-posts',
    );
  });

  it('keep their names in a dry run, and where the base is not known', async () => {
    const output = await workspace.nxOk(['g', '@pgrestify/nx:restamp', '--project=api', '--dry-run']);
    expect(output).toMatch(/api: 2026-01-03-posts is now \d{4}-\d\d-\d\d-\d{6}-posts/);
    const unknown = await workspace.nx(['g', '@pgrestify/nx:restamp', '--base=nonsense']);
    expect(unknown.code).not.toBe(0);
    expect(unknown.output).toContain(
      'the base nonsense is not known here: git knows neither nonsense nor origin/nonsense.',
    );
    expect(workspace.has('apps/api/sql/migrations/2026-01-03-posts/up.sql')).toBe(true);
  });

  it('get later names, also where another project requires them, and are valid then', async () => {
    const output = await workspace.nxOk(['g', '@pgrestify/nx:restamp', '--project=api']);
    const [, id] = /2026-01-03-posts is now (\S+)/.exec(output) ?? [];
    expect(output).toContain('nx run api:rollback --missing');
    expect(workspace.read(`apps/api/sql/migrations/${id}/up.sql`)).toBe('CREATE TABLE posts (id integer);\n');
    expect(workspace.read(`apps/api/sql/migrations/${id}/down.sql`)).toBe('DROP TABLE posts;\n');
    expect(workspace.has('apps/api/sql/migrations/2026-01-03-posts')).toBe(false);
    expect(workspace.read('apps/blog/sql/migrations/2026-01-04-comments/up.sql')).toContain(`requires api:${id}\n`);
    await workspace.nxOk(['run', 'api:validate', '--filesOnly']);
    await workspace.nxOk(['sync:check']);
    expect(await workspace.nxOk(['g', '@pgrestify/nx:restamp'])).toContain(
      'blog: no migration of this branch has to be later',
    );
  });

  it('cannot be edited or deleted once the base has them', async () => {
    writeMigration(workspace, 'apps/api', '2026-01-01-users', 'CREATE TABLE users (id bigint);\n');
    const { code, output } = await workspace.nx(['run', 'api:validate', '--filesOnly']);
    expect(code).not.toBe(0);
    const [, command = ''] = /Restore it with `git (.+?)`/.exec(output) ?? [];
    await workspace.git(...command.split(' '));
    await workspace.nxOk(['run', 'api:validate', '--filesOnly']);
  });
});

import { addProjectConfiguration, readJson, readProjectConfiguration, type Tree, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import initGenerator from './generator';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
});

const snapshot = () => tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
const filesUnder = (root: string) =>
  tree
    .listChanges()
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`${root}/`))
    .map((path) => path.slice(root.length + 1))
    .sort();

describe('without a project', () => {
  it('registers the plugin, the named input and the ignored folder', async () => {
    await initGenerator(tree, { skipFormat: true });
    expect(readJson(tree, 'nx.json')).toMatchObject({
      plugins: [{ plugin: '@pgrestify/nx' }],
      namedInputs: { sql: ['{projectRoot}/sql/**/*', '{projectRoot}/pgrestify.config.*'] },
    });
    expect(tree.read('.gitignore', 'utf8')).toBe('.pgrestify\n');
  });

  it('makes the nx.json that a workspace does without', async () => {
    tree.delete('nx.json');
    await initGenerator(tree, { skipFormat: true });
    expect(readJson(tree, 'nx.json')).toMatchObject({ plugins: [{ plugin: '@pgrestify/nx' }] });
  });

  it('takes part in nx sync, beside others', async () => {
    writeJson(tree, 'nx.json', { sync: { globalGenerators: ['mine'] } });
    await initGenerator(tree, { skipFormat: true });
    const globalGenerators = ['mine', '@pgrestify/nx:sync-migrations'];
    expect(readJson(tree, 'nx.json')).toMatchObject({ sync: { globalGenerators } });
  });

  it.each([['@pgrestify/nx'], [{ plugin: '@pgrestify/nx', options: { migrateTargetName: 'db-migrate' } }]])(
    'leaves the registration %j as it is',
    async (plugin) => {
      const sync = { applyChanges: true, globalGenerators: ['mine', '@pgrestify/nx:sync-migrations'] };
      writeJson(tree, 'nx.json', { plugins: [plugin, 'other'], namedInputs: { sql: ['mine'] }, sync });
      await initGenerator(tree, { skipFormat: true });
      expect(readJson(tree, 'nx.json')).toEqual({ plugins: [plugin, 'other'], namedInputs: { sql: ['mine'] }, sync });
    },
  );

  it.each(['.pgrestify', '/.pgrestify/', 'dist\n.pgrestify/\n'])('adds nothing to the .gitignore %j', async (text) => {
    tree.write('.gitignore', text);
    await initGenerator(tree, { skipFormat: true });
    expect(tree.read('.gitignore', 'utf8')).toBe(text);
  });

  it('refuses a directory, which would be of no project', async () => {
    await expect(initGenerator(tree, { directory: 'apps/api' })).rejects.toThrow('pass --project');
  });
});

describe('with a project', () => {
  const ofEveryTemplate = [
    '.env.example',
    'docker-compose.yml',
    'docker/authenticator.sh',
    'pgrestify.config.ts',
    'sql/functions/auth.sql',
    'sql/functions/updated_at.sql',
    'sql/migrations/.gitkeep',
    'sql/repeatable/.gitkeep',
    'sql/schemas/01_main.sql',
    'sql/schemas/02_rls.sql',
    'sql/schemas/03_views.sql',
    'sql/schemas/04_triggers.sql',
    'sql/schemas/05_indexes.sql',
  ];

  it.each([
    ['empty', []],
    ['basic', ['sql/test-data/01_users.sql']],
    ['blog', ['sql/test-data/01_users.sql']],
  ] as const)('writes the files of the template %s', async (template, more) => {
    addProjectConfiguration(tree, 'api', { root: 'services/api', targets: {} });
    await initGenerator(tree, { project: 'api', template, skipFormat: true });
    const written = filesUnder('services/api').filter((path) => path !== 'project.json');
    expect(written).toEqual([...ofEveryTemplate, ...more].sort());
    expect(written.filter((path) => tree.read(`services/api/${path}`, 'utf8')?.includes('<%'))).toEqual([]);
  });

  it('begins every schemas file with what belongs there and what in repeatable', async () => {
    await initGenerator(tree, { project: 'api', template: 'empty', skipFormat: true });
    const heads = tree
      .children('apps/api/sql/schemas')
      .map((name) => tree.read(`apps/api/sql/schemas/${name}`, 'utf8'));
    expect(heads).toHaveLength(5);
    expect(heads.filter((text) => !text?.startsWith('-- '))).toEqual([]);
  });

  it('changes nothing when it runs again, also with another template', async () => {
    await initGenerator(tree, { project: 'api', template: 'blog', skipFormat: true });
    const first = snapshot();
    await initGenerator(tree, { project: 'api', template: 'blog', skipFormat: true });
    expect(snapshot()).toEqual(first);
    await initGenerator(tree, { project: 'api', template: 'basic', directory: 'elsewhere', skipFormat: true });
    expect(snapshot()).toEqual(first);
  });

  it('overwrites no file of the user', async () => {
    addProjectConfiguration(tree, 'api', { root: 'apps/api', targets: {} });
    const mine = ['sql/schemas/01_main.sql', 'sql/functions/auth.sql', 'docker-compose.yml', '.env.example'];
    for (const path of mine) tree.write(`apps/api/${path}`, 'mine');
    await initGenerator(tree, { project: 'api', skipFormat: true });
    expect(mine.map((path) => tree.read(`apps/api/${path}`, 'utf8'))).toEqual(mine.map(() => 'mine'));
  });

  it.each(['ts', 'mts', 'cts', 'js', 'cjs', 'mjs', 'json'])(
    'writes no second config beside a pgrestify.config.%s',
    async (extension) => {
      tree.write(`apps/api/pgrestify.config.${extension}`, 'mine');
      await initGenerator(tree, { project: 'api', skipFormat: true });
      expect(tree.children('apps/api').filter((name) => name.startsWith('pgrestify.config'))).toEqual([
        `pgrestify.config.${extension}`,
      ]);
      expect(tree.read(`apps/api/pgrestify.config.${extension}`, 'utf8')).toBe('mine');
    },
  );

  it('ignores the files of variables of the project, which hold passwords, and not their example', async () => {
    await initGenerator(tree, { project: 'api', skipFormat: true });
    expect(tree.read('.gitignore', 'utf8')).toBe(
      '.pgrestify\n/apps/api/.env\n/apps/api/.env.*\n!/apps/api/.env.example\n',
    );
  });

  it('writes the exception behind a pattern that it adds, also where it stands before it already', async () => {
    tree.write('.gitignore', '.pgrestify\n!/apps/api/.env.example\n/apps/api/.env\n');
    await initGenerator(tree, { project: 'api', skipFormat: true });
    expect(tree.read('.gitignore', 'utf8')?.split('\n').slice(-3)).toEqual([
      '/apps/api/.env.*',
      '!/apps/api/.env.example',
      '',
    ]);
  });

  it('leaves what guards production as lines to be uncommented', async () => {
    await initGenerator(tree, { project: 'api', skipFormat: true });
    const config = tree.read('apps/api/pgrestify.config.ts', 'utf8');
    expect(config).toMatch(/^ +\/\/ requireConfirmation: true/m);
    expect(config).toMatch(/^ +\/\/ backupBeforeMigration: true/m);
  });
});

describe('a project that does not exist', () => {
  it('is created with a project.json below apps', async () => {
    await initGenerator(tree, { project: '@acme/api', skipFormat: true });
    expect(readProjectConfiguration(tree, '@acme/api').root).toBe('apps/api');
    expect(tree.exists('apps/api/project.json')).toBe(true);
    expect(tree.read('apps/api/docker-compose.yml', 'utf8')).toContain('DB_NAME:-api}');
    expect(tree.read('apps/api/.env.example', 'utf8')).toContain('\nCOMPOSE_PROJECT_NAME=virtual-api\n');
  });

  it.each([
    ['npm', ['packages/*'], 'packages/api'],
    ['npm with apps', ['packages/*', 'apps/*'], 'apps/api'],
    ['yarn', { packages: ['libs/*'] }, 'libs/api'],
  ])('is created with a package.json in a workspace of %s', async (_, workspaces, root) => {
    writeJson(tree, 'package.json', { name: 'root', workspaces });
    await initGenerator(tree, { project: 'api', skipFormat: true });
    expect(readJson(tree, `${root}/package.json`)).toEqual({ name: 'api', version: '0.0.1', private: true });
    expect(tree.exists(`${root}/project.json`)).toBe(false);
    expect(readProjectConfiguration(tree, 'api').root).toBe(root);
  });

  it('is created with a package.json in a workspace of pnpm', async () => {
    tree.write('pnpm-workspace.yaml', "packages:\n  - 'packages/*'\n");
    await initGenerator(tree, { project: 'api', skipFormat: true });
    expect(tree.exists('packages/api/package.json')).toBe(true);
  });

  it('gets a project.json where no pattern of the workspace would find its package.json', async () => {
    writeJson(tree, 'package.json', { name: 'root', workspaces: ['packages/*'] });
    await initGenerator(tree, { project: 'api', directory: 'services/api', skipFormat: true });
    expect(readProjectConfiguration(tree, 'api').root).toBe('services/api');
    expect(tree.exists('services/api/project.json')).toBe(true);
  });

  it.each(['../api', 'a b', '', '/', 'api/../../x', '<%= 1 %>', '$(id)', "a'b", '@acme', '..'])(
    'is refused under the name %j, with nothing written',
    async (project) => {
      const before = snapshot();
      await expect(initGenerator(tree, { project, skipFormat: true })).rejects.toThrow(
        'cannot be the name of a project',
      );
      expect(snapshot()).toEqual(before);
    },
  );

  it.each(['../api', '/api', 'a/../../b', '.', 'C:\\api', 'a\nb'])('is refused in the folder %j', async (directory) => {
    const before = snapshot();
    await expect(initGenerator(tree, { project: 'api', directory, skipFormat: true })).rejects.toThrow('--directory');
    expect(snapshot()).toEqual(before);
  });

  it('is refused in the folder of another project', async () => {
    addProjectConfiguration(tree, 'web', { root: 'apps/api', targets: {} });
    await expect(initGenerator(tree, { project: 'api', skipFormat: true })).rejects.toThrow(
      'belongs to the project web',
    );
  });
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import { testSettings } from '../../../testing/projects/test-settings';
import { openPorts } from '../../open/open-ports';
import { types } from './types';

// Nothing here connects to a database: the address leads nowhere.
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'none' };

let project: TestProject;
beforeEach(() => {
  project = createTestProject(nowhere);
});
afterEach(() => project.dispose());

const path = () => join(project.settings.projectRootPath, project.settings.types.path);
const text = () => readFileSync(path(), 'utf8');
const names = (checks: readonly { readonly name: string }[]) => checks.map(({ name }) => name);

describe('types', () => {
  it('writes them from all scripts but test data, and makes them again only when something changed', async () => {
    project.write('functions/f.sql', "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'");
    project.migration('001_users', 'CREATE TABLE users (id int PRIMARY KEY)', 'DROP TABLE users');
    project.write('repeatable/view.sql', 'CREATE OR REPLACE VIEW ids AS SELECT id FROM users');
    project.write('test-data/broken.sql', 'SELECT 1/0');
    const first = await project.types();
    expect(first).toMatchObject({
      outcome: 'succeeded',
      findings: [],
      file: { state: 'written', format: 'typescript' },
    });
    expect(text()).toMatch(/interface User \{[\s\S]*interface Id \{/);
    expect(text()).toContain('f: {\n        Args: {');

    // Without a shadow: these files are known to make this one.
    const second = await project.types({ check: true });
    expect(second).toMatchObject({ outcome: 'succeeded', file: { state: 'current' } });
    expect(names(second.checks)).toEqual(['files', 'scripts']);

    // A checkout on Windows.
    writeFileSync(path(), text().replaceAll('\n', '\r\n'));
    expect(names((await project.types({ check: true })).checks)).toEqual(['files', 'scripts']);

    writeFileSync(path(), text().replaceAll('User', 'Person'));
    const third = await project.types({ check: true });
    expect(third).toMatchObject({ outcome: 'failed', file: { state: 'stale' } });
    expect(third.findings).toMatchObject([
      { code: 'TYPES_STALE', path: 'apps/api/src/database.types.ts', hint: 'Run `types`, and commit the file.' },
    ]);
    expect(third.findings[0]?.message).toContain('- export interface Person {\n+ export interface User {');
    expect(text()).toContain('Person');
    expect((await project.types()).file.state).toBe('written');
    expect(text()).not.toContain('Person');
  });

  it('names the script that fails, and leaves the file as it is', async () => {
    project.migration('001_users', 'CREATE TABLE users (id int)');
    project.migration('002_posts', 'CREATE TABLE posts (id int);\nALTER TABLE nope ADD x int');
    const result = await project.types();
    expect(result).toMatchObject({ outcome: 'failed', file: { state: 'unknown' } });
    expect(result.findings).toMatchObject([{ check: 'migrations', ids: ['002_posts'], line: 2 }]);
    expect(existsSync(path())).toBe(false);
  });

  it('starts no shadow for a script that cannot be parsed, nor for a file that is not ours', async () => {
    project.migration('001_users', "SELECT 'open");
    const result = await project.types();
    expect(names(result.checks)).toEqual(['files', 'scripts']);
    expect(result.outcome).toBe('failed');
    mkdirSync(dirname(path()), { recursive: true });
    writeFileSync(path(), 'export const mine = 1;\n');
    await expect(project.types()).rejects.toMatchObject({ code: 'TYPES_UNWRITABLE' });
    expect(text()).toBe('export const mine = 1;\n');
  });

  it('applies the projects that are required first, and serves the schemas of the config', async () => {
    const auth = createTestProject(nowhere, { project: 'auth', workspacePath: project.settings.workspacePath });
    auth.migration('001_users', 'CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY)');
    project.migration(
      '001_posts',
      '-- pgrestify: requires auth:001\nCREATE TABLE posts (by int REFERENCES auth.users)',
    );
    const settings = testSettings(project.settings.workspacePath, nowhere, { types: { schemas: ['public', 'auth'] } });
    const ports = openPorts(settings, {
      reporter: { report: () => {} },
      signal: new AbortController().signal,
      projectSettings: async (name) => (name === 'auth' ? auth.settings : undefined),
    });
    try {
      expect((await types(settings, { format: 'interfaces' }, ports)).findings).toEqual([]);
    } finally {
      await ports.close();
    }
    expect(text()).toMatch(/interface Post \{[\s\S]*interface AuthUser \{/);
  });
});

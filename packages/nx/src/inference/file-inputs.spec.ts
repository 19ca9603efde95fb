import { saidNothing } from './config-summary';
import { listOwnInputs, listUpstreamInputs, type ProjectSources } from './file-inputs';

const project = (
  projectRoot: string,
  directories: readonly string[],
  inputs: readonly string[] = [],
  files: readonly string[] = [],
): ProjectSources => ({
  projectRoot,
  configName: 'pgrestify.config.ts',
  config: { ok: true, summary: { environments: [], directories, files, shadows: 'here', types: saidNothing }, inputs },
});

describe('listOwnInputs', () => {
  it.each([
    [[], []],
    [['./sql/migrations'], []],
    [['db/up/'], ['{projectRoot}/db/up/**/*']],
    [['../../database'], ['{workspaceRoot}/database/**/*']],
    [['.'], ['{projectRoot}/**/*']],
  ])('takes the folders %j of the config beside sql', (directories, expected) => {
    expect(listOwnInputs(project('apps/api', directories))).toEqual([
      '{projectRoot}/sql/**/*',
      ...expected,
      '{projectRoot}/pgrestify.config.ts',
    ]);
  });

  it('takes hooks and setup files, wherever they lie', () => {
    expect(listOwnInputs(project('apps/api', [], [], ['./shadow/auth.sql', '../../shared.sql']))).toEqual([
      '{projectRoot}/sql/**/*',
      '{projectRoot}/shadow/auth.sql',
      '{workspaceRoot}/shared.sql',
      '{projectRoot}/pgrestify.config.ts',
    ]);
  });

  it('takes what the config reads', () => {
    expect(listOwnInputs(project('apps/api', [], ['{workspaceRoot}/tools/pg.ts']))).toContain(
      '{workspaceRoot}/tools/pg.ts',
    );
  });
});

describe('listUpstreamInputs', () => {
  it('are the files of a project that is required, wherever it keeps them', () => {
    const auth = project(
      'libs/auth',
      ['./db', '../../database'],
      ['{workspaceRoot}/libs/auth/db.ts', '{workspaceRoot}/tools/pg.ts'],
    );
    expect(listUpstreamInputs([project('apps/api', []), auth])).toEqual([
      '^{projectRoot}/sql/**/*',
      '^{projectRoot}/pgrestify.config.*',
      '^{projectRoot}/db/**/*',
      '{workspaceRoot}/database/**/*',
      '^{projectRoot}/db.ts',
      '{workspaceRoot}/tools/pg.ts',
    ]);
  });

  it('are none of a config that cannot be read but the usual ones', () => {
    const broken: ProjectSources = {
      projectRoot: 'a',
      configName: 'pgrestify.config.js',
      config: { ok: false, reason: '', inputs: [] },
    };
    expect(listUpstreamInputs([broken])).toEqual(['^{projectRoot}/sql/**/*', '^{projectRoot}/pgrestify.config.*']);
  });
});

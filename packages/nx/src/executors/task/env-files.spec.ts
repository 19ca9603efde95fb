import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { getEnvPathsForTask } from 'nx/src/tasks-runner/task-env-paths';
import { listEnvFiles, variablesOfOther, withVariables } from './env-files';

describe('listEnvFiles', () => {
  it.each([
    ['apps/api', 'migrate', 'production'],
    ['apps/api', 'migrate', undefined],
    ['packages/auth-db', 'db:migrate', 'staging'],
  ])('of %s is what Nx loads', (projectRoot, target, configuration) => {
    const listed = listEnvFiles({ workspacePath: '/w', projectRoot, target, configuration });
    expect(listed).toEqual(getEnvPathsForTask(projectRoot, target, configuration));
  });
});

describe('variablesOfOther', () => {
  let workspacePath: string;
  beforeEach(() => {
    workspacePath = makeTemporaryFolder('env-files');
  });
  afterEach(() => rmSync(workspacePath, { recursive: true }));

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(workspacePath, path)), { recursive: true });
    writeFileSync(join(workspacePath, path), text);
  };
  const task = (projectRoot: string) => ({
    workspacePath,
    projectRoot,
    target: 'migrate',
    configuration: 'production',
  });
  const other = (variables: Record<string, string>) => variablesOfOther(variables, task('api'), task('auth'));

  it('takes the own files back and loads those of the other, the most specific first', () => {
    write('api/.env.migrate.production', 'DB=api\nONLY_API=1\n');
    write('auth/.env', 'DB=weak\nBASE=base\n');
    write('auth/.env.production', "DB=strong\nDERIVED=$BASE-x\nLITERAL='a$BASE'\n");
    write('.env', 'ROOT=root\nBASE=weakest\n');
    expect(other({ DB: 'api', ONLY_API: '1', ROOT: 'root', BASE: 'weakest', SHELL_SET: 's' })).toEqual({
      DB: 'strong',
      BASE: 'base',
      DERIVED: 'base-x',
      LITERAL: expect.any(String),
      ROOT: 'root',
      SHELL_SET: 's',
    });
  });

  it('lets what the shell has set win over all files', () => {
    write('api/.env', 'DB=api\n');
    write('auth/.env', 'DB=auth\n');
    expect(other({ DB: 'shell' })).toEqual({ DB: 'shell' });
  });

  it('loads nothing where Nx was told not to', () => {
    write('auth/.env', 'DB=auth\n');
    const variables = { NX_LOAD_DOT_ENV_FILES: 'false' };
    expect(other(variables)).toBe(variables);
  });
});

it('withVariables gives the variables of the process back, also after a failure', async () => {
  const before = process.env;
  await expect(
    withVariables({ ONLY_HERE: 'x' }, async () => {
      throw new Error(process.env.ONLY_HERE);
    }),
  ).rejects.toThrow('x');
  expect(process.env).toBe(before);
  expect(process.env.ONLY_HERE).toBeUndefined();
});

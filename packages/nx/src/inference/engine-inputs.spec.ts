import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { resolveEngineInputs } from './engine-inputs';

describe('resolveEngineInputs', () => {
  let root: string;
  let packagePath: string;

  beforeEach(() => {
    root = makeTemporaryFolder('engine-inputs');
    packagePath = join(root, 'node_modules/@pgrestify/nx');
    mkdirSync(packagePath, { recursive: true });
    writeFileSync(join(packagePath, 'package.json'), '{"version":"1.2.3"}');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const version = [{ runtime: 'echo @pgrestify/nx 1.2.3' }, { externalDependencies: [] }];

  it('is the package when it is installed and in the lock file', () => {
    writeFileSync(join(root, 'pnpm-lock.yaml'), "'@pgrestify/nx':\n  specifier: ^1.0.0\n");
    expect(resolveEngineInputs(root, {}, packagePath)).toEqual([{ externalDependencies: ['@pgrestify/nx'] }]);
  });

  it.each([
    ['there is no lock file', {}, {}],
    ['the lock file does not have it', { 'package-lock.json': '{}' }, {}],
    ['one of two does not', { 'package-lock.json': '"@pgrestify/nx"', 'yarn.lock': '' }, {}],
    [
      'nx.json turns the reading of it off',
      { 'yarn.lock': '"@pgrestify/nx@^1.0.0":' },
      { pluginsConfig: { '@nx/js': { analyzeLockfile: false } } },
    ],
  ])('is the version, which Nx needs no lock file for, when %s', (_when, files, nxJson) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    expect(resolveEngineInputs(root, nxJson, packagePath)).toEqual(version);
  });

  it('is the sources when it is a project of the workspace, where Nx knows no such package', () => {
    expect(resolveEngineInputs('/ws', {}, '/ws/packages/nx')).toEqual([
      '{workspaceRoot}/packages/{engine,nx}/src/**/*',
      { externalDependencies: [] },
    ]);
  });
});

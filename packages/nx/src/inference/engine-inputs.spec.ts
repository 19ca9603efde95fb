import { resolveEngineInputs } from './engine-inputs';

describe('resolveEngineInputs', () => {
  it('is the package when it is installed', () => {
    expect(resolveEngineInputs('/ws', '/ws/node_modules/@pgrestify/nx')).toEqual([
      { externalDependencies: ['@pgrestify/nx'] },
    ]);
  });

  it('is the sources when it is a project of the workspace, where Nx knows no such package', () => {
    expect(resolveEngineInputs('/ws', '/ws/packages/nx')).toEqual([
      '{workspaceRoot}/packages/{engine,nx}/src/**/*',
      { externalDependencies: [] },
    ]);
  });
});

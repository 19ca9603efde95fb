import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const repositoryPath = join(__dirname, '../../..');

/** What `require` loads for a module, in a Node of its own. */
function loadedModules(path: string): readonly string[] {
  const script = `
    require('@swc-node/register');
    const before = new Set(Object.keys(require.cache));
    require(${JSON.stringify(path)});
    console.log(JSON.stringify(Object.keys(require.cache).filter((name) => !before.has(name))));`;
  // The sources of the engine, as in jest: a built `dist` may be an old one, or none.
  const env = { ...process.env, SWC_NODE_PROJECT: 'tsconfig.base.json' };
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: repositoryPath, env, encoding: 'utf8' }));
}

it('loads nothing but its own files and a list of names, since every nx command loads it', () => {
  const foreign = loadedModules(join(__dirname, 'index.ts')).filter(
    (name) =>
      !name.endsWith('/engine/src/config/config-file-names.ts') &&
      !/\/nx\/src\/(index|plugin|base\/base-(arguments|ref)|hidden-output\/[\w-]+|inference\/[\w-]+|guard\/[\w-]+)\.ts$/.test(
        name,
      ) &&
      !name.includes('/tslib/'),
  );
  expect(foreign).toEqual([]);
});

it('gives config files a type without loading anything', () => {
  expect(loadedModules(join(__dirname, 'config.ts'))).toEqual([join(__dirname, 'config.ts')]);
});

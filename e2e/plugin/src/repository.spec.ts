import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { repositoryFolder } from './harness/folders';
import { runOrThrow } from './harness/run-process';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('the lock file', () => {
  it('has the packages of every platform, without which npm ci refuses it', () => {
    const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
      readFileSync(join(repositoryFolder, 'package-lock.json'), 'utf8'),
    );
    const locked = Object.keys(lock.packages);
    const wanted = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    expect(wanted.filter((name) => !locked.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
  });
});

describe('npm run pack -- DIR', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeTemporaryFolder('packed');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['absolute, with a space in its name', (parent: string) => join(parent, 'two words')],
    ['that does not exist, nor its parent', (parent: string) => join(parent, 'a', 'b')],
    ['relative to where npm is called', (parent: string) => relative(repositoryFolder, join(parent, 'c'))],
  ])('leaves both tarballs in a folder %s', async (_name, target) => {
    const path = target(folder);
    await runOrThrow('npm', ['run', 'pack', '--', path], { cwd: repositoryFolder });
    expect(readdirSync(resolve(repositoryFolder, path))).toEqual([
      'pgrestify-engine-0.1.0.tgz',
      'pgrestify-nx-0.1.0.tgz',
    ]);
  });

  it.each(['engine', 'nx'])(
    'leaves a complete package of %s: what npm shows of it, its license, and nothing of specs',
    async (name) => {
      await runOrThrow('npm', ['run', 'pack', '--', folder], { cwd: repositoryFolder });
      await runOrThrow('tar', ['-xzf', `pgrestify-${name}-0.1.0.tgz`], { cwd: folder });
      const files = readdirSync(join(folder, 'package'), { recursive: true, encoding: 'utf8' });
      const manifest = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'));
      expect(Object.keys(manifest)).toEqual(
        expect.arrayContaining(['description', 'keywords', 'license', 'homepage', 'bugs', 'repository']),
      );
      expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
      // What these load is no dependency of the package.
      expect(
        files.filter((file) =>
          /\.spec\.|(compiled-sources|properties|it-on-own-server|use-database|schema\/generate)\./.test(file),
        ),
      ).toEqual([]);
    },
  );
});

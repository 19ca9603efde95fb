import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './folders';
import { runOrThrow } from './run-process';

/** The workspace of that version of Nx, plugin installed, that suites copy; `prepareBaseWorkspace` must have run. */
export function baseWorkspaceFolder(nxVersion: string): string {
  return join(cacheFolder, `nx-${nxVersion}-with-plugin`);
}

/**
 * Installs Nx of that version into an empty workspace, once, and the packed packages as a user would install them
 * (`npm i -D`), again whenever they changed.
 */
export async function prepareBaseWorkspace(nxVersion: string, tarballs: readonly string[]): Promise<void> {
  const bareFolder = join(cacheFolder, `nx-${nxVersion}`);
  await onceFor(bareFolder, nxVersion, async () => {
    writeJson(join(bareFolder, 'package.json'), {
      name: 'workspace',
      version: '0.0.0',
      private: true,
      workspaces: ['packages/*'],
    });
    await npmInstall(bareFolder, [`nx@${nxVersion}`]);
  });

  const folder = baseWorkspaceFolder(nxVersion);
  await onceFor(folder, hashOf(tarballs), async () => {
    await runOrThrow('cp', ['-a', `${bareFolder}/.`, folder], { cwd: cacheFolder });
    await npmInstall(folder, tarballs);
  });
}

function npmInstall(folder: string, packages: readonly string[]): Promise<string> {
  return runOrThrow('npm', ['install', '-D', '--prefer-offline', '--no-audit', '--no-fund', ...packages], {
    cwd: folder,
  });
}

/** Fills a folder from empty unless it was filled for the same key before. */
async function onceFor(folder: string, key: string, fill: () => Promise<void>): Promise<void> {
  const keyPath = `${folder}.key`;
  if (existsSync(keyPath) && readFileSync(keyPath, 'utf8') === key) return;
  rmSync(keyPath, { force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await fill();
  writeFileSync(keyPath, key);
}

function hashOf(filePaths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of filePaths) hash.update(readFileSync(path));
  return hash.digest('hex');
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

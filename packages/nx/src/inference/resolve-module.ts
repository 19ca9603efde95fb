import { existsSync, realpathSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';

/** What an import of a config file leads to. */
export type ResolvedModule =
  | { readonly kind: 'file'; readonly path: string }
  /** A package of this workspace; its folder. */
  | { readonly kind: 'workspace-package'; readonly path: string }
  /** A package of npm: its version is in these files. */
  | { readonly kind: 'package'; readonly lockFilePaths: readonly string[] }
  /** Of Node or of ours: says nothing that the config does not. */
  | { readonly kind: 'known' }
  | { readonly kind: 'not-found' };

/** Where Nx and package managers keep the versions of packages. */
export const lockFileNames = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'] as const;

/** Finds what a file imports, by its path or by its name in `node_modules`, without loading anything. */
export function resolveModule(specifier: string, fromPath: string, workspaceRoot: string): ResolvedModule {
  if (/^\.{1,2}(\/|$)/.test(specifier) || isAbsolute(specifier)) {
    const path = findModuleFile(resolve(dirname(fromPath), specifier));
    return path === undefined ? { kind: 'not-found' } : { kind: 'file', path };
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (specifier.startsWith('node:') || builtinModules.includes(name)) return { kind: 'known' };
  if (/^@pgrestify\/(nx|engine)$/.test(name)) return { kind: 'known' };
  const folder = findPackage(name, dirname(fromPath), workspaceRoot);
  if (folder === undefined) return { kind: 'not-found' };
  if (isWithin(folder, workspaceRoot) && !folder.split(sep).includes('node_modules')) {
    return { kind: 'workspace-package', path: folder };
  }
  const lockFilePaths = lockFileNames.map((each) => join(workspaceRoot, each)).filter((path) => existsSync(path));
  return { kind: 'package', lockFilePaths };
}

/** The file of the workspace that a text of a config names, looked for in these folders; undefined when it names none. */
export function findFile(text: string, folders: readonly string[], workspaceRoot: string): string | undefined {
  if (text.length > 200 || !/[./]/.test(text) || /[\n\0]|:\/\//.test(text)) return undefined;
  const paths = [...folders, workspaceRoot].map((folder) => resolve(folder, text));
  return paths.find((path) => isWithin(path, workspaceRoot) && isFile(path));
}

const extensions = [
  '',
  '.ts',
  '.js',
  '.cjs',
  '.mjs',
  '.json',
  '.mts',
  '.cts',
  '/index.ts',
  '/index.js',
  '/index.cjs',
  '/index.mjs',
];

function findModuleFile(path: string): string | undefined {
  // TypeScript's sources import each other as `./x.js`.
  const source = path.replace(/\.([cm]?)js$/, '.$1ts');
  return [...extensions.map((extension) => `${path}${extension}`), source].find(isFile);
}

function findPackage(name: string, folder: string, workspaceRoot: string): string | undefined {
  const path = join(folder, 'node_modules', name);
  if (existsSync(path)) return realpathSync(path);
  return folder === workspaceRoot || folder === dirname(folder)
    ? undefined
    : findPackage(name, dirname(folder), workspaceRoot);
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

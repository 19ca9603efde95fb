import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { cacheFolder, repositoryFolder } from '../harness/folders';
import { removeFolder } from '../harness/remove-folder';
import { type ProcessResult, runOrThrow, runProcess } from '../harness/run-process';
import { type PluginPlace, userEnvironment } from '../harness/user-environment';

/** A folder in which a reader of the documents works, with a shell of the reader's. */
export interface ReaderFolder {
  readonly folder: string;
  /** Runs lines in a shell that stops at the first that fails. */
  run(script: string): Promise<ProcessResult>;
  /** A `*` in the path stands for the one folder that matches. */
  write(path: string, text: string): void;
  /** Waits until no process works in the folder, then deletes it. Throws when one stays. */
  dispose(): Promise<void>;
}

/** What readers bring along. */
export interface Reader {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly plugins: PluginPlace;
}

/** A workspace of Nx without the plugin, committed, with a project `api` in apps/api that has nothing yet. */
export async function createReaderWorkspace(
  reader: Reader & { readonly nxVersion: string; readonly registryUrl: string },
): Promise<ReaderFolder> {
  const folder = makeTemporaryFolder('reader');
  // Where `prepareBaseWorkspace` has installed nothing but Nx.
  const base = join(cacheFolder, `nx-${reader.nxVersion}`);
  await runOrThrow('cp', ['-al', join(base, 'node_modules'), folder], { cwd: folder });
  // npm writes this one in place, and the files of the base are hard links.
  const hidden = join('node_modules', '.package-lock.json');
  rmSync(join(folder, hidden));
  for (const file of [hidden, 'package.json', 'package-lock.json']) copyFileSync(join(base, file), join(folder, file));

  const workspace = openFolder(folder, reader);
  workspace.write('.npmrc', `@pgrestify:registry=${reader.registryUrl}\n`);
  workspace.write('nx.json', '{ "defaultBase": "main" }\n');
  workspace.write('.gitignore', 'node_modules\n.nx\n');
  workspace.write('apps/api/project.json', '{ "name": "api" }\n');
  await runOrThrow('bash', ['-ec', 'git init -qb main; git add -A; git commit -qm workspace'], {
    cwd: folder,
    env: environmentOf(folder, reader),
  });
  return workspace;
}

/** The files of the repository under test, as a clone has them. */
export async function cloneRepository(reader: Reader): Promise<ReaderFolder> {
  const folder = makeTemporaryFolder('reader');
  const files = await runOrThrow('git', ['ls-files', '-z'], { cwd: repositoryFolder });
  for (const file of files.split('\0').filter((path) => path !== '')) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(repositoryFolder, file), join(folder, file));
  }
  await runOrThrow('git', ['init', '-qb', 'main'], { cwd: folder, env: environmentOf(folder, reader) });
  return openFolder(folder, reader);
}

function openFolder(folder: string, reader: Reader): ReaderFolder {
  return {
    folder,
    run: (script) =>
      runProcess('bash', ['-e', '-c', script], { cwd: folder, env: environmentOf(folder, reader), timeoutMs: 500_000 }),
    write(path, text) {
      const fullPath = join(folder, resolveStar(folder, path));
      mkdirSync(dirname(fullPath), { recursive: true });
      writeFileSync(fullPath, text);
    },
    dispose: () => removeFolder(folder),
  };
}

function resolveStar(folder: string, path: string): string {
  const [before, after] = path.split('*');
  if (before === undefined || after === undefined) return path;
  const [suffix = '', ...rest] = after.split('/');
  const found = readdirSync(join(folder, before)).filter((name) => name.endsWith(suffix));
  if (found.length !== 1) throw new Error(`${path} matches ${found.length} folders.`);
  return [before + found[0], ...rest].join('/');
}

function environmentOf(folder: string, { env, plugins }: Reader): NodeJS.ProcessEnv {
  return { ...userEnvironment(folder, process.execPath, plugins), npm_config_prefer_offline: 'true', ...env };
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { baseWorkspaceFolder } from './base-workspace';
import { nxProgram } from './nx-program';
import { removeFolder } from './remove-folder';
import { type ProcessResult, runOrThrow, runProcess } from './run-process';
import { type StartedProcess, startProcess } from './start-process';
import { type PluginPlace, userEnvironment } from './user-environment';

/** A fresh Nx workspace with the packed plugin installed, for one suite. */
export interface Workspace {
  readonly folder: string;
  /** Runs `nx` with these arguments, without daemon, as in CI. */
  nx(args: readonly string[], options?: NxOptions): Promise<ProcessResult>;
  /** As `nx`; throws with the output when it fails. Returns the output. */
  nxOk(args: readonly string[], options?: NxOptions): Promise<string>;
  /** As `nx`, for a run that is to be interrupted. */
  startNx(args: readonly string[], options?: NxOptions): StartedProcess;
  /** As `nx`, at a terminal of its own, whose keys are `type`. */
  startNxAtTerminal(args: readonly string[], options?: NxOptions): StartedProcess;
  /** Paths are relative to the workspace. Missing folders are made. */
  write(path: string, text: string): void;
  read(path: string): string;
  has(path: string): boolean;
  git(...args: readonly string[]): Promise<string>;
  /** Commits everything, so that `nx affected` has a base. */
  commit(message: string): Promise<void>;
  /** Waits until no process works in the workspace, then deletes it. Throws when one stays. */
  dispose(): Promise<void>;
}

export interface NxOptions {
  readonly env?: Readonly<Record<string, string>>;
}

export interface WorkspaceOptions {
  readonly nxVersion: string;
  /** Path of the Node that runs Nx; the one that runs the suites unless set. */
  readonly node?: string;
  /** `within nx` unless set: what the plugin does there is the same, and the command list sees that it is so isolated. */
  readonly plugins?: PluginPlace;
}

/** Copies the base workspace of that version (files of node_modules as hard links) and makes it a git repository. */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const folder = makeTemporaryFolder('e2e');
  const base = baseWorkspaceFolder(options.nxVersion);
  await runOrThrow('cp', ['-al', join(base, 'node_modules'), folder], { cwd: folder });
  await runOrThrow('cp', ['-a', join(base, 'package.json'), join(base, 'package-lock.json'), folder], { cwd: folder });

  const node = options.node ?? process.execPath;
  const environment = userEnvironment(folder, node, options.plugins ?? 'within nx');
  const program = nxProgram(folder);
  const workspace: Workspace = {
    folder,
    nx: (args, { env } = {}) => runProcess(node, [program, ...args], { cwd: folder, env: { ...environment, ...env } }),
    nxOk: (args, { env } = {}) =>
      runOrThrow(node, [program, ...args], { cwd: folder, env: { ...environment, ...env } }),
    startNx: (args, { env } = {}) =>
      startProcess(node, [program, ...args], { cwd: folder, env: { ...environment, ...env }, group: 'own' }),
    startNxAtTerminal: (args, { env } = {}) =>
      // util-linux, of every Debian: it has a terminal of its own made for the command.
      startProcess('script', ['-qec', [node, program, ...args].map((word) => `'${word}'`).join(' '), '/dev/null'], {
        cwd: folder,
        env: { ...environment, ...env },
        group: 'own',
        input: 'typed',
      }),
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    has: (path) => existsSync(join(folder, path)),
    git: (...args) => runOrThrow('git', args, { cwd: folder, env: environment }),
    async commit(message) {
      await workspace.git('add', '--all');
      await workspace.git('commit', '--quiet', '--message', message);
    },
    async dispose() {
      await removeFolder(folder);
    },
  };

  workspace.write('nx.json', '{ "defaultBase": "main" }\n');
  workspace.write('.gitignore', 'node_modules\n.nx\n');
  await workspace.git('init', '--quiet', '--initial-branch=main');
  return workspace;
}

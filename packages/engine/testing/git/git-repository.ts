import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '../test-run/temporary-folder';

const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

/** Runs git as nobody in particular, with no settings of this machine; gives what it printed. */
export function git(folderPath: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...identity, ...args], { cwd: folderPath, env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Texts of files by their paths; undefined: the file is deleted. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** Writes files below a folder. */
export function writeFiles(folderPath: string, changes: Changes): void {
  for (const [path, text] of Object.entries(changes)) {
    const filePath = join(folderPath, path);
    if (text === undefined) rmSync(filePath, { recursive: true });
    else {
      mkdirSync(dirname(filePath), { recursive: true });
      writeFileSync(filePath, text);
    }
  }
}

/** Commits these changes with all that lies there, and gives the commit. */
export function commit(folderPath: string, changes: Changes = {}): string {
  writeFiles(folderPath, changes);
  git(folderPath, 'add', '-A');
  git(folderPath, 'commit', '-q', '--allow-empty', '-m', 'change');
  return git(folderPath, 'rev-parse', 'HEAD');
}

/** A repository whose branch `main` has one commit with these files. Whoever makes it deletes it. */
export function makeRepository(changes: Changes = {}, ...options: readonly string[]): string {
  const folderPath = makeTemporaryFolder('git');
  git(folderPath, 'init', '-q', '-b', 'main', ...options);
  commit(folderPath, changes);
  return folderPath;
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { git, makeRepository } from '../../../testing/git/git-repository';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import { readGitCommit } from './git-commit';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A repository with one commit on the branch `main`. */
function repository(...options: readonly string[]): string {
  const folder = makeRepository({}, ...options);
  folders.push(folder);
  return folder;
}

describe('readGitCommit', () => {
  it.each<[string, (folder: string) => string]>([
    ['of a branch', (folder) => folder],
    ['of a folder in it', (folder) => makeFolder(join(folder, 'apps/api'))],
    ['of refs that are packed', (folder) => after(folder, () => git(folder, 'pack-refs', '--all'))],
    ['of no branch', (folder) => after(folder, () => git(folder, 'checkout', '-q', '--detach'))],
    ['of a branch with a slash', (folder) => after(folder, () => git(folder, 'checkout', '-q', '-b', 'a/b'))],
    [
      'of another work tree',
      (folder) => after(join(folder, 'tree'), () => git(folder, 'worktree', 'add', '-q', 'tree')),
    ],
  ])('is what git says: %s', (_what, prepare) => {
    const folder = prepare(repository());
    const commit = git(folder, 'rev-parse', 'HEAD');
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    // With nothing on the path, git cannot have been asked.
    const { PATH } = process.env;
    process.env.PATH = '';
    try {
      expect(readGitCommit(folder, {})).toBe(commit);
    } finally {
      process.env.PATH = PATH;
    }
  });

  it('asks git where its files say nothing', () => {
    const folder = repository();
    const commit = git(folder, 'rev-parse', 'HEAD');
    const elsewhere = makeFolder(join(folder, 'link'));
    git(folder, 'symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
    writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/alias\n');
    expect(readGitCommit(elsewhere, {})).toBe(commit);
  });

  it('is undefined where nothing was committed', () => {
    const folder = makeTemporaryFolder('git');
    folders.push(folder);
    git(folder, 'init', '-q');
    expect(readGitCommit(folder, {})).toBeUndefined();
  });

  it('is undefined outside of git', () => {
    const folder = makeTemporaryFolder('git');
    folders.push(folder);
    expect(readGitCommit(folder, {})).toBeUndefined();
  });
});

function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

function after(folder: string, work: () => unknown): string {
  work();
  return folder;
}

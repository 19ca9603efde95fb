import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Changes, commit, git, makeRepository, writeFiles } from '../../../testing/git/git-repository';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import type { Base, BaseReading, BaseRef } from '../../ports';
import { baseFiles } from './base-files';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function repository(changes: Changes = {}, ...options: readonly string[]): string {
  const folder = makeRepository(changes, ...options);
  folders.push(folder);
  return folder;
}

function emptyFolder(): string {
  const folder = makeTemporaryFolder('git');
  folders.push(folder);
  return folder;
}

const byDefault: BaseRef = { name: 'main', saidBy: 'default' };

function read(workspacePath: string, ref = byDefault, projectRootPath = workspacePath): BaseReading {
  return baseFiles({ workspacePath, projectRootPath, ref, env: process.env })();
}

function baseOf(workspacePath: string, ref = byDefault, projectRootPath = workspacePath): Base {
  const reading = read(workspacePath, ref, projectRootPath);
  if (!reading.known) throw new Error(reading.why);
  return reading.base;
}

/** A clone of a repository that is on `main`. */
function clone(origin: string, ...options: readonly string[]): string {
  const folder = emptyFolder();
  git(folder, 'clone', '-q', ...options, `file://${origin}`, '.');
  return folder;
}

describe('the base', () => {
  it('is where a branch left main, and what main is now', () => {
    const folder = repository();
    const fork = git(folder, 'rev-parse', 'HEAD');
    git(folder, 'checkout', '-q', '-b', 'feature');
    commit(folder, { 'a.sql': 'SELECT 1;' });
    git(folder, 'checkout', '-q', 'main');
    const tip = commit(folder, { 'b.sql': 'SELECT 2;' });
    git(folder, 'checkout', '-q', 'feature');
    const base = baseOf(folder);
    expect([base.ref, base.fork.commit, base.tip.commit]).toEqual(['main', fork, tip]);
  });

  it('is HEAD on main itself', () => {
    const folder = repository();
    const base = baseOf(folder);
    expect(base.fork.commit).toBe(git(folder, 'rev-parse', 'HEAD'));
    expect(base.tip).toBe(base.fork);
  });

  it.each<[string, (origin: string) => { folder: string; ref?: BaseRef; taken: string }]>([
    [
      'origin/main in a clone that has no main',
      (origin) => {
        const folder = clone(origin);
        git(folder, 'checkout', '-q', '--detach');
        git(folder, 'branch', '-q', '-D', 'main');
        return { folder, taken: 'origin/main' };
      },
    ],
    [
      'origin/main where main was not pulled since',
      (origin) => {
        const folder = clone(origin);
        commit(origin);
        git(folder, 'fetch', '-q');
        return { folder, taken: 'origin/main' };
      },
    ],
    [
      'main where it is ahead of origin/main',
      (origin) => {
        const folder = clone(origin);
        commit(folder);
        return { folder, taken: 'main' };
      },
    ],
    [
      'main where somebody said so',
      (origin) => {
        const folder = clone(origin);
        commit(origin);
        git(folder, 'fetch', '-q');
        return { folder, ref: { name: 'main', saidBy: 'option' }, taken: 'main' };
      },
    ],
    [
      'a commit',
      (origin) => {
        const name = git(origin, 'rev-parse', 'HEAD');
        return { folder: clone(origin), ref: { name, saidBy: 'NX_BASE' }, taken: name };
      },
    ],
  ])('is of %s', (_what, prepare) => {
    const { folder, ref, taken } = prepare(repository());
    expect(baseOf(folder, ref).ref).toBe(taken);
  });

  it.each<[string, () => string, RegExp, string?]>([
    ['outside of git', emptyFolder, /^not a git repository/, 'no-history'],
    [
      'before the first commit',
      () => {
        const folder = emptyFolder();
        git(folder, 'init', '-q', '-b', 'main');
        return folder;
      },
      /^there is no commit yet$/,
      'no-history',
    ],
    [
      'without such a branch',
      () => {
        const folder = repository();
        git(folder, 'branch', '-q', '-m', 'trunk');
        return folder;
      },
      /^git knows neither main nor origin\/main$/,
    ],
    [
      'in a shallow clone of two branches',
      () => {
        const origin = repository();
        git(origin, 'checkout', '-q', '-b', 'feature');
        commit(origin);
        commit(origin);
        const folder = clone(origin, '--depth=1', '--no-single-branch');
        git(folder, 'branch', '-q', '--track', 'main', 'origin/main');
        return folder;
      },
      /^HEAD and main have no commit in common; this clone is shallow: fetch its whole history/,
    ],
  ])('is not known %s', (_what, prepare, why, because = 'not-found') => {
    expect(read(prepare())).toEqual({ known: false, ref: byDefault, why: expect.stringMatching(why), because });
  });

  it('is not known where git is not installed', () => {
    const folder = repository();
    const ofNothing = { workspacePath: folder, projectRootPath: folder, ref: byDefault, env: { PATH: '' } };
    expect(baseFiles(ofNothing)()).toMatchObject({ known: false, why: 'git is not installed' });
  });

  it('is found in a work tree beside the main one, and from a hook of git', () => {
    const folder = repository();
    git(folder, 'worktree', 'add', '-q', '-b', 'feature', 'tree');
    const env = { ...process.env, GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index' };
    const workspacePath = join(folder, 'tree');
    const reading = baseFiles({ workspacePath, projectRootPath: workspacePath, ref: byDefault, env })();
    expect(reading).toMatchObject({ known: true, base: { ref: 'main' } });
  });

  it('is that of the repository that the project lies in', () => {
    const library = repository({ 'sql/a.sql': 'SELECT 1;' });
    const folder = repository();
    git(folder, 'submodule', '--quiet', 'add', `file://${library}`, 'libs/db');
    commit(folder);
    const project = join(folder, 'libs/db');
    const base = baseOf(folder, byDefault, project);
    expect(base.fork.commit).toBe(git(library, 'rev-parse', 'HEAD'));
    expect(base.fork.tree(join(project, 'sql')).map(({ path }) => path)).toEqual(['libs/db/sql/a.sql']);
  });
});

describe('the files of a commit', () => {
  const large = 'x'.repeat(9 * 1024 * 1024);
  const names = { 'sql/a b.sql': 'SELECT 1;', 'sql/m/ü/up.sql': '', 'sql/large.sql': large, 'other/x.sql': '' };

  it('are listed and read as they were, whatever became of them', () => {
    const folder = repository({ ...names, 'sql/crlf.sql': 'SELECT\r\n1;' });
    writeFiles(folder, { 'sql/a b.sql': 'SELECT 2;', 'sql/m': undefined, 'sql/new.sql': '' });
    const { fork } = baseOf(folder);
    const sql = join(folder, 'sql');
    expect(fork.list(sql)).toEqual([
      { name: 'a b.sql', path: join(sql, 'a b.sql'), kind: 'file' },
      { name: 'crlf.sql', path: join(sql, 'crlf.sql'), kind: 'file' },
      { name: 'large.sql', path: join(sql, 'large.sql'), kind: 'file' },
      { name: 'm', path: join(sql, 'm'), kind: 'folder' },
    ]);
    expect(fork.list(join(sql, 'm'))).toEqual([{ name: 'ü', path: join(sql, 'm/ü'), kind: 'folder' }]);
    expect(fork.read(join(sql, 'a b.sql'))?.bytes?.toString()).toBe('SELECT 1;');
    expect(fork.read(join(sql, 'crlf.sql'))?.bytes?.toString()).toBe('SELECT\r\n1;');
    expect(fork.read(join(sql, 'm/ü/up.sql'))).toMatchObject({ size: 0, bytes: Buffer.from('') });
    expect(fork.tree(join(sql, 'm'))).toEqual([
      { path: 'sql/m/ü/up.sql', blob: git(folder, 'hash-object', '-t', 'blob', '/dev/null') },
    ]);
    expect([
      fork.list(join(folder, 'none')),
      fork.read(join(sql, 'new.sql')),
      fork.stamp(join(sql, 'new.sql')),
    ]).toEqual([undefined, undefined, undefined]);
  });

  it('are held but for large ones', () => {
    const folder = repository(names);
    const { fork } = baseOf(folder);
    const path = join(folder, 'sql/large.sql');
    expect(fork.read(path)).toMatchObject({ size: large.length, bytes: undefined });
    expect(Buffer.concat([...fork.pieces(path)])).toHaveLength(large.length);
  });

  it('are those of the working tree where it lies below the repository', () => {
    const folder = repository({ 'ws/apps/api/sql/a.sql': 'SELECT 1;' });
    const workspace = join(folder, 'ws');
    const { fork } = baseOf(workspace, byDefault, join(workspace, 'apps/api'));
    expect(fork.tree(join(workspace, 'apps')).map(({ path }) => path)).toEqual(['apps/api/sql/a.sql']);
    expect(fork.read(join(workspace, 'apps/api/sql/a.sql'))?.size).toBe(9);
  });

  it('are found behind a link to a file, and not behind others', () => {
    const folder = repository({ 'shared/down.sql': 'SELECT 3;' });
    mkdirSync(join(folder, 'sql'));
    symlinkSync('../shared/down.sql', join(folder, 'sql/down.sql'));
    symlinkSync('../shared', join(folder, 'sql/folder'));
    symlinkSync('/etc/hosts', join(folder, 'sql/hosts'));
    commit(folder);
    const { fork } = baseOf(folder);
    expect(fork.list(join(folder, 'sql'))?.map(({ name, kind }) => [name, kind])).toEqual([
      ['down.sql', 'file'],
      ['folder', 'other'],
      ['hosts', 'other'],
    ]);
    expect(fork.read(join(folder, 'sql/down.sql'))?.bytes?.toString()).toBe('SELECT 3;');
  });

  it('are read of a repository with SHA-256, too', () => {
    const folder = repository({ 'a.sql': 'SELECT 1;' }, '--object-format=sha256');
    expect(baseOf(folder).fork.read(join(folder, 'a.sql'))?.bytes?.toString()).toBe('SELECT 1;');
  });

  it('lie in a partial clone where git gets them, and are told to be missing where it cannot', () => {
    const origin = repository({ 'sql/a.sql': 'SELECT 1;' });
    git(origin, 'config', 'uploadpack.allowFilter', 'true');
    git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    const folder = clone(origin, '--filter=blob:none', '--no-checkout');
    const path = join(folder, 'sql/a.sql');
    git(folder, 'remote', 'set-url', 'origin', 'file:///nowhere');
    expect(() => baseOf(folder).fork.read(path)).toThrow(expect.objectContaining({ code: 'BASE_UNREADABLE' }));
    git(folder, 'remote', 'set-url', 'origin', `file://${origin}`);
    expect(baseOf(folder).fork.read(path)?.bytes?.toString()).toBe('SELECT 1;');
  });
});

import { join, posix, relative, sep } from 'node:path';
import { EngineError } from '../../errors';
import type { CommitFiles, FolderEntry } from '../../ports';
import { type AskGit, type Blob, readCommitBlobs } from './commit-blobs';
import { readCommitTree } from './commit-tree';
import type { TreeEntry } from './git-objects';
import type { Git } from './run-git';

/** Where a commit's files are read. */
export interface CommitPlace {
  /** Where git runs: the workspace, or the repository within it that the project lies in. */
  readonly folderPath: string;
  readonly workspacePath: string;
  readonly git: Git;
}

/** The files of a commit, as if they lay in the working tree. */
export function readCommitFiles(commit: string, { folderPath, workspacePath, git }: CommitPlace): CommitFiles {
  const ask: AskGit = (args, input) => {
    const answer = git(args, input);
    if (!answer.ok) throw unreadable(commit, 'A folder', answer.why);
    return answer.stdout;
  };
  const tree = readCommitTree(commit, ask);
  const blobs = readCommitBlobs(ask);
  const inRepository = (path: string) => relative(folderPath, path).replaceAll(sep, '/');
  const inWorkspace = (path: string) => relative(workspacePath, join(folderPath, path)).replaceAll(sep, '/');

  return {
    commit,
    tree: (path) =>
      tree.below(inRepository(path)).flatMap((entry) => {
        const file = follow(entry);
        return file ? [{ path: inWorkspace(entry.path), blob: file.object }] : [];
      }),
    list: (path) => {
      const names = [...tree.names(inRepository(path))];
      if (names.length === 0) return undefined;
      return names
        .map(([name, entry]) => ({ name, path: `${path}${sep}${name}`, ...describe(entry) }))
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
    read: (path) => {
      const blob = blobAt(path);
      return blob && { size: blob.size, bytes: blob.bytes, stamp: () => stampOf(blob) };
    },
    stamp: (path) => {
      const blob = blobAt(path);
      return blob && stampOf(blob);
    },
    pieces: (path) => {
      const blob = blobAt(path);
      if (!blob) throw unreadable(commit, inWorkspace(inRepository(path)), 'it does not exist');
      return [blob.bytes ?? ask(['cat-file', 'blob', blob.object])];
    },
  };

  function blobAt(path: string): Blob | undefined {
    const place = inRepository(path);
    const entry = tree.at(place);
    const file = entry && follow(entry);
    if (!file) return undefined;
    const blob = blobs.find(file.object, scripts);
    if (!blob) throw unreadable(commit, inWorkspace(place), `git has no object ${file.object}`);
    return blob;
  }

  /** What is likely to be asked for next. */
  function scripts(): readonly string[] {
    return tree.known().flatMap(({ kind, path, object }) => (kind === 'file' && path.endsWith('.sql') ? [object] : []));
  }

  /** The file that an entry is, or that its link leads to. */
  function follow(entry: TreeEntry): TreeEntry | undefined {
    switch (entry.kind) {
      case 'file':
        return entry;
      case 'submodule':
        return undefined;
      case 'link': {
        const target = blobs.find(entry.object, () => [])?.bytes?.toString('utf8') ?? '';
        const found = tree.at(posix.join(posix.dirname(entry.path), target));
        return found?.kind === 'file' ? found : undefined;
      }
    }
  }

  function describe(entry: TreeEntry | undefined): Pick<FolderEntry, 'kind' | 'link'> {
    if (!entry) return { kind: 'folder' };
    return follow(entry) ? { kind: 'file' } : { kind: 'other', link: 'broken' };
  }
}

/** What a commit has never changes. */
function stampOf({ object }: Blob) {
  return { state: object, age: 'settled' } as const;
}

function unreadable(commit: string, what: string, why: string): EngineError {
  return new EngineError('BASE_UNREADABLE', `${what} of commit ${commit.slice(0, 12)} cannot be read: ${why}.`, {
    hint: 'Correct what git says; in a partial clone its server must be reached.',
  });
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInside } from '../../migrations/is-inside';
import type { BaseReading, BaseRef, ReadBase } from '../../ports';
import { readCommitFiles } from './commit-files';
import { findCommits } from './find-commits';
import { gitIn } from './run-git';

/** Of which project the base is read. */
export interface BaseOf {
  readonly workspacePath: string;
  readonly projectRootPath: string;
  /** What is compared with unless an option says otherwise. */
  readonly ref: BaseRef;
  readonly env: NodeJS.ProcessEnv;
}

/** The base of a project by git, found when it is asked for first. */
export function baseFiles({ workspacePath, projectRootPath, ref, env }: BaseOf): ReadBase {
  const known = new Map<string | undefined, BaseReading>();
  return (name) => {
    const reading = known.get(name) ?? read(name === undefined ? ref : { name, saidBy: 'option' });
    known.set(name, reading);
    return reading;
  };

  function read(asked: BaseRef): BaseReading {
    const folderPath = findRepository(projectRootPath, workspacePath);
    const git = gitIn(folderPath, env);
    const commits = findCommits(asked, git);
    if (!commits.known) return { ...commits, ref: asked };
    const place = { folderPath, workspacePath, git };
    const fork = readCommitFiles(commits.fork, place);
    const tip = commits.tip === commits.fork ? fork : readCommitFiles(commits.tip, place);
    return { known: true, base: { ref: commits.ref, fork, tip, head: commits.head } };
  }
}

/** A repository within the workspace, as a submodule is, has commits of its own; else git looks upwards by itself. */
export function findRepository(projectRootPath: string, workspacePath: string): string {
  for (let path = projectRootPath; isInside(workspacePath, path) && path !== workspacePath; path = dirname(path)) {
    if (existsSync(join(path, '.git'))) return path;
  }
  return workspacePath;
}

import { relative, sep } from 'node:path';
import type { BaseRef } from '../../ports';
import { findRepository } from './base-files';
import { findCommits } from './find-commits';
import { parseObjects } from './git-objects';
import { gitIn } from './run-git';

/** Whose files on which base. */
export interface BaseTreesOf {
  readonly workspacePath: string;
  readonly projectRootPath: string;
  /** Absolute. */
  readonly folderPaths: readonly string[];
  readonly ref: BaseRef;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A text that is another one when these folders are others where this branch left its base, or on the base as it is now;
 * whatever else was committed there. It is never an error: what cannot be found out is part of the text.
 */
export function describeBaseTrees({ workspacePath, projectRootPath, folderPaths, ref, env }: BaseTreesOf): string {
  const folderPath = findRepository(projectRootPath, workspacePath);
  const git = gitIn(folderPath, env);
  const commits = findCommits(ref, git);
  if (!commits.known) return `${ref.saidBy} ${ref.name}: ${commits.why}`;
  const places = folderPaths.map((path) => relative(folderPath, path).replaceAll(sep, '/'));
  const wanted = [commits.fork, commits.tip].flatMap((commit) => places.map((place) => `${commit}:./${place}\n`));
  const answer = git(['cat-file', '--batch-check'], wanted.join(''));
  if (!answer.ok) return answer.why;
  const trees = parseObjects(answer.stdout).map((tree) => tree ?? '-');
  return `${commits.head} ${trees.join(' ')}`;
}

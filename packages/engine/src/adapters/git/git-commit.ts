import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Commit of the work tree that a folder lies in; undefined outside of git. Read off git's own files, since to start git
 * takes 10 ms of CPU; where they say it in another way than most do, git is asked.
 */
export function readGitCommit(folderPath: string, env: NodeJS.ProcessEnv): string | undefined {
  if (env.GIT_DIR !== undefined) return askGit(folderPath);
  try {
    const gitPath = findGit(folderPath);
    return gitPath === undefined ? undefined : readHead(gitPath);
  } catch {
    return askGit(folderPath);
  }
}

/** Where HEAD is; of a work tree beside the main one a file `.git` says that. */
function findGit(folderPath: string): string | undefined {
  for (let path = resolve(folderPath); ; path = dirname(path)) {
    const gitPath = join(path, '.git');
    if (existsSync(join(gitPath, 'HEAD'))) return gitPath;
    if (existsSync(gitPath)) return resolve(path, matchOf(/^gitdir: (.+)$/m, readText(gitPath)));
    if (dirname(path) === path) return undefined;
  }
}

function readHead(gitPath: string): string {
  const head = readText(join(gitPath, 'HEAD'));
  if (isCommit(head)) return head;
  const ref = matchOf(/^ref: (refs\/heads\/.+)$/, head);
  const commonPath = join(gitPath, 'commondir');
  const sharedPath = existsSync(commonPath) ? resolve(gitPath, readText(commonPath)) : gitPath;
  const loosePath = join(sharedPath, ref);
  const commit = existsSync(loosePath) ? readText(loosePath) : findPacked(sharedPath, ref);
  return matchOf(commitPattern, commit);
}

function findPacked(sharedPath: string, ref: string): string {
  const lines = readText(join(sharedPath, 'packed-refs')).split('\n');
  return lines.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0] ?? '';
}

/** SHA-1 or SHA-256. */
const commitPattern = /^([0-9a-f]{40}(?:[0-9a-f]{24})?)$/;

function isCommit(text: string): boolean {
  return commitPattern.test(text);
}

function readText(path: string): string {
  return readFileSync(path, 'utf8').trim();
}

/** The first group; throws for what is written otherwise, so that git is asked. */
function matchOf(pattern: RegExp, text: string): string {
  const [, found] = pattern.exec(text) ?? [];
  if (found === undefined) throw new Error('git has it otherwise');
  return found;
}

/** Loaded here: Node takes 2 ms for what starts programs. */
function askGit(folderPath: string): string | undefined {
  const { execFileSync } = require('node:child_process') as typeof import('node:child_process');
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: folderPath,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';

/** What git printed, or why it printed nothing: the end of a sentence, without a stop. */
export type GitAnswer =
  | { readonly ok: true; readonly stdout: Buffer }
  | { readonly ok: false; readonly why: string; readonly status: number | undefined };

/** Runs git in a folder with these arguments. */
export type Git = (args: readonly string[], input?: string) => GitAnswer;

/** git as it is found on the PATH. It asks nobody for a password, and takes no lock of the index. */
export function gitIn(folderPath: string, env: NodeJS.ProcessEnv): Git {
  const options = { cwd: folderPath, env: environmentOf(env), maxBuffer: Number.POSITIVE_INFINITY, windowsHide: true };
  return (args, input = '') => describe(spawnSync('git', [...args], { ...options, input }));
}

/** A hook of git names its repository relative to a folder that need not be this one: it is found again from here. */
function environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, GIT_PREFIX: _prefix, ...others } = env;
  return { ...others, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
}

function describe({ error, status, stdout, stderr, signal }: SpawnSyncReturns<Buffer>): GitAnswer {
  // One that ends without reading what it is asked leaves a broken pipe, and says why it ended.
  if (error && status === null) {
    const isMissing = 'code' in error && error.code === 'ENOENT';
    return { ok: false, status: undefined, why: isMissing ? 'git is not installed' : error.message };
  }
  if (status === 0) return { ok: true, stdout };
  const said = stderr.toString('utf8').trim().split('\n')[0] ?? '';
  const why = said.replace(/^fatal: /, '').replace(/\.$/, '');
  return { ok: false, status: status ?? undefined, why: why || `git ended with ${status ?? signal}` };
}

import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../../errors';
import type { ServerBinaries } from '../binaries/binaries';
import { cacheFolder } from '../binaries/cache-folder';
import { serverEnvironment } from '../server/server-environment';
import type { ServerUser } from '../server/server-user';
import { countFiles } from './copy-tree';
import { publishFolder } from './publish-folder';

/** A fresh cluster that is never started, only copied: initdb takes 1.8 s, a copy 0.3 s. */
export interface ClusterTemplate {
  readonly dataPath: string;
  readonly password: string;
}

/** Part of the folder's name; to be raised when the way in which templates are made changes. */
const layout = 1;

/**
 * The template of those binaries, made at the first use. Its password is random and of this user and machine.
 * One that lost files, as cleaners of caches do, is made anew. Throws EMBEDDED_START_FAILED with initdb's words.
 */
export async function openTemplate(binaries: ServerBinaries, user: ServerUser | undefined): Promise<ClusterTemplate> {
  const path = join(cacheFolder(), `template-${layout}-${binaries.platform}-${binaries.version}`);
  if (existsSync(path) && readTemplate(path) === undefined) discard(path);
  await publishFolder(path, user, (buildPath) => buildTemplate(buildPath, binaries, user));
  const made = readTemplate(path);
  if (made !== undefined) return made;
  throw new EngineError('EMBEDDED_START_FAILED', `The template cluster ${path} is damaged.`, {
    hint: 'Delete that folder and run again.',
  });
}

/** Renamed first, so that another process meets it whole or not at all. */
function discard(path: string): void {
  const trashPath = `${path}.damaged-${randomUUID()}`;
  renameSync(path, trashPath);
  rmSync(trashPath, { recursive: true, force: true });
}

function readTemplate(path: string): ClusterTemplate | undefined {
  const dataPath = join(path, 'data');
  try {
    const files = Number(readFileSync(join(path, 'files'), 'utf8'));
    const password = readFileSync(join(path, 'password'), 'utf8');
    return countFiles(dataPath) === files ? { dataPath, password } : undefined;
  } catch {
    return undefined; // not there, or not whole
  }
}

async function buildTemplate(path: string, binaries: ServerBinaries, user: ServerUser | undefined): Promise<void> {
  const passwordPath = join(path, 'password');
  writeFileSync(passwordPath, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user !== undefined) chownSync(passwordPath, user.uid, user.gid);
  const dataPath = join(path, 'data');
  await runInitdb(
    binaries,
    [
      ...[`--pgdata=${dataPath}`, '--username=postgres', `--pwfile=${passwordPath}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--no-sync', ...localeArguments(binaries.major)],
    ],
    { cwd: path, env: serverEnvironment(), ...user },
  );
  writeFileSync(join(path, 'files'), String(countFiles(dataPath)));
}

/** Sorting by code units on every system, and letters beyond ASCII known as such wherever the server can. */
function localeArguments(major: number): readonly string[] {
  if (major >= 17) return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return process.platform === 'linux' ? ['--locale=C', '--lc-ctype=C.UTF-8'] : ['--locale=C'];
}

function runInitdb(
  binaries: ServerBinaries,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly uid?: number; readonly gid?: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdbPath, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const fail = (reason: string, cause?: unknown) =>
      reject(
        new EngineError('EMBEDDED_START_FAILED', `initdb of PostgreSQL ${binaries.version} failed: ${reason}`, {
          hint: 'Give the machine what it lacks, or use `docker` or `url` instead of `embedded`.',
          cause,
        }),
      );
    child.on('error', (error) => fail(error.message, error));
    child.on('close', (code) => (code === 0 ? resolve() : fail(output.trim() || `exit code ${code}`)));
  });
}

import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder of this user's copies of binaries and of template clusters, made when missing. Everything in it can be
 * deleted at any time and is made again. As root it is one that the server's other user can reach, which /root is not.
 */
export function cacheFolder(): string {
  for (const path of [preferredPath(), join(tmpdir(), `pgrestify-${process.getuid?.() ?? 'cache'}`)]) {
    try {
      mkdirSync(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o755 : 0o700 });
      return path;
    } catch {
      // A home that is read-only or missing, as in many containers.
    }
  }
  throw new Error(`Neither ${preferredPath()} nor ${tmpdir()} can be written.`);
}

function preferredPath(): string {
  if (process.getuid?.() === 0) return '/var/cache/pgrestify';
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), 'pgrestify', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'pgrestify');
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pgrestify');
}

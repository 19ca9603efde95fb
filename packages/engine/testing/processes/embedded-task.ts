import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EmbeddedOptions } from '../../src/adapters/embedded/open-embedded';
import type { ServerUser } from '../../src/adapters/embedded/server/server-user';

/** A process of its own that has opened an embedded database, as an executor does. */
export interface EmbeddedTask {
  readonly database: {
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  /** Closes the database; resolves when the process has ended. */
  finish(): Promise<void>;
  /** Kills it with -9. */
  kill(): Promise<void>;
}

const workspacePath = join(__dirname, '../../../..');
const program = `
  const { openEmbedded } = require(${JSON.stringify(join(__dirname, '../../src/adapters/embedded/open-embedded.ts'))});
  openEmbedded(JSON.parse(process.argv[1])).then((database) => {
    console.log(JSON.stringify(database));
    process.stdin.on('end', () => database.close()).resume();
  });
`;

/** Starts such a process from the TypeScript sources and waits until it has its database. Rejects with its last words. */
export async function startEmbeddedTask(
  options: EmbeddedOptions,
  as?: { readonly user: ServerUser; readonly cachePath: string },
): Promise<EmbeddedTask> {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', '-e', program, JSON.stringify(options)], {
    cwd: workspacePath,
    env: as === undefined ? process.env : { PATH: process.env.PATH, XDG_CACHE_HOME: as.cachePath },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...as?.user,
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  const ended = once(child, 'close');
  const opened = once(createInterface(child.stdout), 'line');
  const line = await Promise.race([opened, ended.then(() => undefined)]);
  if (line === undefined) throw new Error(words);
  return {
    database: JSON.parse(line[0]),
    async finish() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

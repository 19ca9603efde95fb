import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../src/adapters/embedded/server/free-port';
import { serverUser } from '../../src/adapters/embedded/server/server-user';
import { eventually } from '../eventually';
import { makeTemporaryFolder } from '../test-run/temporary-folder';
import type { TestDatabase, TestServer } from './test-server';

export interface PgbouncerOptions {
  readonly poolMode: 'session' | 'transaction' | 'statement';
  /** Server connections for one database and user. */
  readonly poolSize: number;
  /** Further lines of pgbouncer.ini. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A real pgbouncer in front of a test server. */
export interface Pgbouncer {
  readonly port: number;
  /** The same database, through the pooler. */
  through(database: TestDatabase): TestDatabase;
  /** Stops it and deletes its folder. */
  stop(): Promise<void>;
}

/** Debian installs it where an ordinary user's PATH does not look. */
const places = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'];
const program = places.find((path) => existsSync(path));

/**
 * The `describe` of specs that need pgbouncer. On a machine without it they are skipped, and that is said; CI sets
 * PGRESTIFY_REQUIRE_PGBOUNCER, so that there they fail instead.
 */
export function needingPgbouncer<Describe>(describe: Describe & { readonly skip: Describe }): Describe {
  if (program || process.env.PGRESTIFY_REQUIRE_PGBOUNCER) return describe;
  process.stderr.write('pgbouncer is not installed (apt-get install pgbouncer): its specs are SKIPPED.\n');
  return describe.skip;
}

/** Starts pgbouncer on a free port. Every client is the server's user postgres, without a password. */
export async function startPgbouncer(server: TestServer, options: PgbouncerOptions): Promise<Pgbouncer> {
  if (!program) throw new Error('pgbouncer is not installed: apt-get install pgbouncer');
  const folderPath = makeTemporaryFolder('pgbouncer');
  const port = await freePort(undefined);
  const configPath = join(folderPath, 'pgbouncer.ini');
  const logPath = join(folderPath, 'log');
  writeFileSync(configPath, configOf(server, port, logPath, options));
  const user = serverUser(folderPath); // it refuses to run as root, as the server does
  if (user) for (const path of [folderPath, configPath]) chownSync(path, user.uid, user.gid);
  chmodSync(configPath, 0o600);
  const child = spawn(program, [configPath], { cwd: '/', stdio: 'ignore', ...user });
  const ended = once(child, 'exit');
  const through = (database: TestDatabase): TestDatabase => ({ ...database, port });
  const logText = () => (existsSync(logPath) ? readFileSync(logPath, 'utf8') : '');
  await eventually('pgbouncer answers', async () => {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended: ${logText()}`);
    return answers(port);
  });
  return {
    port,
    through,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folderPath, { recursive: true, force: true });
    },
  };
}

function configOf(server: TestServer, port: number, logPath: string, options: PgbouncerOptions): string {
  const settings: Readonly<Record<string, string>> = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'any',
    admin_users: 'postgres',
    logfile: logPath,
    pool_mode: options.poolMode,
    default_pool_size: String(options.poolSize),
    max_client_conn: '200',
    ignore_startup_parameters: 'extra_float_digits',
    server_login_retry: '0',
    ...options.settings,
  };
  return [
    '[databases]',
    `* = host=${server.host} port=${server.port} user=${server.user} password=${server.password}`,
    '[pgbouncer]',
    ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
    '',
  ].join('\n');
}

/** Its own database `pgbouncer` answers without a server behind it. */
async function answers(port: number): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'pgbouncer' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

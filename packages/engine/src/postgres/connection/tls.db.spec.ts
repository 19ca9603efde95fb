import { chmodSync, chownSync, copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { useServer } from '../../../testing/servers/use-database';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import { resolveDatabase } from '../../config/database/resolve-database';
import type { Session } from '../session/session';
import { openSession } from './connect';

const certificatesPath = join(__dirname, 'testdata/tls');

const server = useServer({ settings: { log_connections: 'on' } });

/** The modes and the certificate that they trust, by both ways of saying it. */
function resolve(ssl: { readonly mode: string; readonly ca?: string }, host: string, env: Record<string, string> = {}) {
  const { port, password } = server;
  const parameters = new URLSearchParams({ sslmode: ssl.mode, ...(ssl.ca && { sslrootcert: ssl.ca }) });
  const surroundings = {
    path: 'database',
    environment: 'production',
    docker: {},
    development: false,
    defaultMajor: 18,
    defaultDatabaseName: 'x',
    env,
    readText: (path: string) => readFileSync(join(certificatesPath, path), 'utf8'),
  };
  const configs = [
    { url: `postgres://postgres:${password}@${host}:${port}/postgres?${parameters}` },
    { host, port, username: 'postgres', password, database: 'postgres', ssl: { ...ssl } as { mode: 'require' } },
  ];
  return configs.map((config) => {
    const resolved = resolveDatabase(config, surroundings);
    if (!resolved.ok || resolved.database.kind !== 'server') throw new Error(JSON.stringify(resolved));
    return resolved.database;
  });
}

const options = { applicationName: 'pgrestify test', connectTimeoutMs: 10_000 };

async function isEncrypted(session: Session): Promise<boolean> {
  const [row] = await session.rows('SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()');
  await session.close();
  return row?.ssl === 't';
}

/** What connecting gives, by the url and by the keys: `encrypted`, `plain`, or the code of the error. */
async function outcomesOf(...args: Parameters<typeof resolve>): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (const database of resolve(...args)) {
    outcomes.push(
      await openSession(database, options).then(
        async (session) => ((await isEncrypted(session)) ? 'encrypted' : 'plain'),
        (error: { readonly code: string }) => error.code,
      ),
    );
  }
  return outcomes;
}

async function admin(...statements: readonly string[]): Promise<void> {
  const client = new Client({ ...server, database: 'postgres', ssl: false });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** Gives the server a file that only it may read. */
function give(name: string, as: string): void {
  const path = join(server.dataPath, as);
  const { uid, gid } = statSync(server.dataPath);
  copyFileSync(join(certificatesPath, name), path);
  chmodSync(path, 0o600);
  chownSync(path, uid, gid);
}

async function useCertificate(name: string): Promise<void> {
  give('server.key', 'server.key');
  give(`${name}.pem`, 'server.crt');
  await admin('ALTER SYSTEM SET ssl = on');
  await server.restart();
}

it('is never left out with a server that has none: no mode goes on in plain text', async () => {
  for (const mode of ['require', 'verify-ca', 'verify-full']) {
    expect(await outcomesOf({ mode, ca: 'ca.pem' }, '127.0.0.1')).toEqual(['TLS_FAILED', 'TLS_FAILED']);
    expect(await outcomesOf({ mode }, 'localhost')).toEqual(['TLS_FAILED', 'TLS_FAILED']);
  }
  expect(server.logText()).not.toContain('application_name=pgrestify test');
  expect(await outcomesOf({ mode: 'disable' }, '127.0.0.1')).toEqual(['plain', 'plain']);
  expect(server.logText()).toContain('application_name=pgrestify test');
});

describe.each<[string, Readonly<Record<string, 'encrypted' | 'TLS_FAILED'>>]>([
  [
    'localhost',
    {
      'require, any': 'encrypted',
      'verify-ca, its CA': 'encrypted',
      'verify-ca, another CA': 'TLS_FAILED',
      'verify-full, its CA': 'encrypted',
      'verify-full, another CA': 'TLS_FAILED',
      'verify-full, any': 'TLS_FAILED',
    },
  ],
  ['elsewhere', { 'require, any': 'encrypted', 'verify-ca, its CA': 'encrypted', 'verify-full, its CA': 'TLS_FAILED' }],
  ['expired', { 'require, any': 'encrypted', 'verify-ca, its CA': 'TLS_FAILED', 'verify-full, its CA': 'TLS_FAILED' }],
])('with a certificate for %s', (certificate, expected) => {
  const files: Readonly<Record<string, string>> = { 'its CA': 'ca.pem', 'another CA': 'other-ca.pem' };
  beforeAll(() => useCertificate(certificate));

  it.each(Object.entries(expected))('and %s it is %s, by name and by address', async (asked, outcome) => {
    const [mode = '', trusted = ''] = asked.split(', ');
    const ca = files[trusted];
    for (const host of ['localhost', '127.0.0.1']) {
      expect(await outcomesOf({ mode, ...(ca && { ca }) }, host)).toEqual([outcome, outcome]);
    }
  });
});

it('that a server insists on is named where none is asked for', async () => {
  await useCertificate('localhost');
  writeFileSync(join(server.dataPath, 'pg_hba.conf'), 'hostssl all all all scram-sha-256\n');
  await server.restart();
  const [database] = resolve({ mode: 'disable' }, '127.0.0.1');
  const error = await (database && openSession(database, options).catch((thrown: unknown) => thrown));
  expect(error).toMatchObject({ code: 'AUTHENTICATION_FAILED', hint: expect.stringContaining('set ssl') });
  expect(await outcomesOf({ mode: 'verify-full', ca: 'ca.pem' }, '127.0.0.1')).toEqual(['encrypted', 'encrypted']);
});

describe('.pgpass', () => {
  const before = process.env.PGPASSFILE;
  let folderPath: string;
  beforeAll(() => {
    folderPath = makeTemporaryFolder('pgpass');
    process.env.PGPASSFILE = join(folderPath, 'passwords');
  });
  afterAll(() => {
    if (before === undefined) delete process.env.PGPASSFILE;
    else process.env.PGPASSFILE = before;
    rmSync(folderPath, { recursive: true });
  });

  it.each<[string, number, (port: number, password: string) => string, string]>([
    ['names all', 0o600, (port, password) => `127.0.0.1:${port}:postgres:postgres:${password}\n`, 'encrypted'],
    [
      'has wildcards',
      0o600,
      (_port, password) => `# ours\nother:*:*:*:wrong\n*:*:*:postgres:${password}\n`,
      'encrypted',
    ],
    [
      'names the wrong one first',
      0o600,
      (_port, password) => `*:*:*:*:x\n*:*:*:postgres:${password}\n`,
      'AUTHENTICATION_FAILED',
    ],
    ['others may read', 0o644, (_port, password) => `*:*:*:*:${password}\n`, 'AUTHENTICATION_FAILED'],
    ['names another server', 0o600, (_port, password) => `db:*:*:*:${password}\n`, 'AUTHENTICATION_FAILED'],
  ])('of PGPASSFILE, which %s (mode %i)', async (_what, mode, text, expected) => {
    const path = join(folderPath, 'passwords');
    writeFileSync(path, text(server.port, server.password));
    chmodSync(path, mode);
    const [database] = resolve({ mode: 'require' }, '127.0.0.1');
    const opened = database && openSession({ ...database, password: undefined }, options);
    const outcome = await opened?.then(isEncrypted, (error: { readonly code: string; readonly hint: string }) => error);
    if (expected === 'encrypted') expect(outcome).toBe(true);
    else
      expect(outcome).toMatchObject({
        code: expected,
        hint: expect.stringContaining(mode === 0o644 ? 'chmod' : 'assword'),
      });
  });
});

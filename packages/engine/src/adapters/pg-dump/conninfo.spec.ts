import { conninfo } from './conninfo';
import { restoreCommand } from './restore-command';

it.each([
  [{ host: '127.0.0.1', port: 5432, dbname: undefined }, 'host=127.0.0.1 port=5432'],
  [{ host: '/var/run/postgresql', user: '' }, "host=/var/run/postgresql user=''"],
  [{ dbname: "it's a \\ db", user: 'we"ird' }, "dbname='it\\'s a \\\\ db' user='we\"ird'"],
  [{ dbname: 'host=evil' }, "dbname='host=evil'"],
])('the connection string of %j is %s', (parts, expected) => {
  expect(conninfo(parts)).toBe(expected);
});

describe('the command that restores a backup', () => {
  const database = {
    kind: 'server',
    host: 'db',
    port: 5432,
    user: 'app',
    password: 'secret',
    database: 'shop',
  } as const;

  it('makes a new database, and has no password', () => {
    expect(restoreCommand('/usr/bin/pg_restore', { ...database, ssl: undefined }, '/b/x.dump')).toBe(
      'createdb --host=db --port=5432 --username=app -- shop_restored && ' +
        "/usr/bin/pg_restore --exit-on-error '--dbname=host=db port=5432 user=app dbname=shop_restored' /b/x.dump",
    );
  });

  it('quotes what a shell would read otherwise, keeps to TLS, and never cuts a name back to the old one', () => {
    const ssl = { mode: 'verify-full', ca: undefined, cert: undefined, key: undefined } as const;
    const command = restoreCommand(
      'pg_restore',
      { ...database, ssl, database: `$(x) ${'ä'.repeat(28)}` },
      "/b/it's.dump",
    );
    expect(command).toMatch(/^export PGSSLMODE=verify-full; createdb /);
    expect(command).toContain(`-- '$(x) ${'ä'.repeat(24)}_restored' && `);
    expect(command).toMatch(/ '\/b\/it'\\''s\.dump'$/);
  });
});

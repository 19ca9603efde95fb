import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { Client } from 'pg';
import { generateProject } from './testing/generated-project';
import { runRepeatables } from './testing/run-script';

const roles = ['anon', 'authenticated', 'admin', 'authenticator'];
const memberships = [
  { role: 'admin', member: 'authenticator' },
  { role: 'anon', member: 'authenticator' },
  { role: 'authenticated', member: 'admin' },
  { role: 'authenticated', member: 'authenticator' },
];

describe.each([14, 18] as const)('functions/auth.sql on PostgreSQL %i', (major) => {
  let server: TestServer;
  let auth: string;
  const clients: Client[] = [];

  beforeAll(async () => {
    server = await startTestServer({ major });
    [auth = ''] = (await generateProject('empty')).before();
  });
  afterEach(async () => {
    await dropRoles(clients);
    await Promise.all(clients.splice(0).map((client) => client.end()));
  });
  afterAll(() => server.stop());

  async function connect(database?: TestDatabase): Promise<Client> {
    const client = new Client(database ?? (await server.createDatabase()));
    clients.push(client);
    await client.connect();
    return client;
  }

  it('makes the roles from several databases at once', async () => {
    const connected = await Promise.all(Array.from({ length: 8 }, () => connect()));
    for (let round = 0; round < 5; round += 1) {
      await dropRoles(connected);
      await Promise.all(connected.map((client) => runRepeatables(client, [auth])));
      expect(await readMemberships(connected)).toEqual(memberships);
    }
  });

  it('can be run by the owner of a database who is no superuser, twice', async () => {
    const admin = await connect();
    await admin.query("CREATE ROLE deployer LOGIN CREATEROLE PASSWORD 'secret'");
    const database = await server.createDatabase();
    await admin.query(`ALTER DATABASE ${admin.escapeIdentifier(database.database)} OWNER TO deployer`);
    const deployer = new Client({ ...database, user: 'deployer', password: 'secret' });
    await deployer.connect();
    await runRepeatables(deployer, [auth, auth]);
    await deployer.end();
    expect(await readMemberships([admin])).toEqual(memberships);
    const owned = await connect(database);
    await owned.query('DROP SCHEMA auth CASCADE; REASSIGN OWNED BY deployer TO postgres');
    await dropRoles([owned]);
    await owned.query('DROP OWNED BY deployer; DROP ROLE deployer');
  });

  it('leaves the attributes of roles that are there as they are', async () => {
    const client = await connect();
    await client.query("CREATE ROLE authenticator LOGIN NOINHERIT CONNECTION LIMIT 7 PASSWORD 'secret'");
    await runRepeatables(client, [auth]);
    const { rows } = await client.query(
      "SELECT rolconnlimit, rolpassword IS NOT NULL AS has_password FROM pg_authid WHERE rolname = 'authenticator'",
    );
    expect(rows).toEqual([{ rolconnlimit: 7, has_password: true }]);
  });

  it('grants no role that can do more than one of the API should', async () => {
    const client = await connect();
    await client.query('CREATE ROLE admin SUPERUSER LOGIN');
    const notices: string[] = [];
    client.on('notice', ({ message }) => notices.push(message ?? ''));
    await runRepeatables(client, [auth]);
    expect(await readMemberships([client])).not.toContainEqual({ role: 'admin', member: 'authenticator' });
    expect(notices.join('\n')).toContain('The role admin can do more than an API role should');
  });
});

async function readMemberships([client]: readonly Client[]): Promise<unknown> {
  const result = await client?.query(
    `SELECT DISTINCT roleid::regrole::text AS role, member::regrole::text AS member FROM pg_auth_members
     WHERE roleid::regrole::text = ANY ($1) AND member::regrole::text = ANY ($1) ORDER BY 1, 2`,
    [roles],
  );
  return result?.rows;
}

/** Drops the roles, those that there are, with all that they may do in the clients' databases. */
async function dropRoles(clients: readonly Client[]): Promise<void> {
  const drop = (what: string) =>
    `DO $$ DECLARE r text; BEGIN FOR r IN SELECT rolname FROM pg_roles WHERE rolname IN ('${roles.join("', '")}')
     LOOP EXECUTE format('${what} %I', r); END LOOP; END $$`;
  for (const client of clients) await client.query(drop('DROP OWNED BY'));
  await clients[0]?.query(drop('DROP ROLE'));
}

import { Client } from 'pg';
import { startTestServer, type TestDatabase, type TestServer } from './test-server';
import { commandTagOf, sqlOf } from './wire-messages';
import { startWireProxy, type WireProxy, type WireProxyOptions } from './wire-proxy';

describe('a wire proxy in front of a server', () => {
  let server: TestServer;
  let database: TestDatabase;
  let proxy: WireProxy;

  beforeAll(async () => {
    server = await startTestServer();
    database = await server.createDatabase();
    await directly('CREATE TABLE notes (text text)');
  });
  afterEach(async () => {
    await proxy.close();
    await directly('TRUNCATE notes');
  });
  afterAll(() => server.stop());

  it('counts connections, and a round trip for each message that the server answers', async () => {
    const first = await connectThrough();
    await first.query("INSERT INTO notes VALUES ('one'); INSERT INTO notes VALUES ('two')");
    await first.query('SELECT $1::text', ['three']);
    await first.end();
    const second = await connect();
    await second.end();

    expect(proxy.connections().map((connection) => connection.roundTrips)).toEqual([3, 1]);
    expect(proxy.traffic().roundTrips).toBe(4);
    expect(proxy.traffic().bytesToServer).toBeGreaterThan(150);
  });

  it('passes messages of many chunks unharmed', async () => {
    const client = await connectThrough();
    const text = 'x'.repeat(5_000_000);
    const { rows } = await client.query(`SELECT '${text}' AS text`);
    expect(rows[0].text === text).toBe(true);
    await client.end();
  });

  it('lets a client without encryption in when it asked for some first', async () => {
    proxy = await startWireProxy(server);
    const client = new Client({ ...database, port: proxy.port, ssl: { rejectUnauthorized: false } });
    await expect(client.connect()).rejects.toThrow('The server does not support SSL connections');
  });

  it('delays each round trip', async () => {
    const client = await connectThrough({ latencyMs: 40 });
    const before = performance.now();
    await client.query('SELECT 1');
    await client.query('SELECT 1');
    expect(performance.now() - before).toBeGreaterThanOrEqual(79); // timers may fire up to 1 ms early
    await client.end();
  });

  it('cuts a connection between the COMMIT of the server and the news of it', async () => {
    const client = await connectThrough();
    proxy.intercept({ when: (message) => commandTagOf(message) === 'COMMIT', action: 'cut' });

    await expect(client.query("BEGIN; INSERT INTO notes VALUES ('kept'); COMMIT")).rejects.toThrow(
      /terminated|ECONNRESET/,
    );
    expect(await notes()).toEqual(['kept']);
  });

  it('freezes a connection and leaves others alone', async () => {
    const frozen = await connectThrough();
    const other = await connect();
    const { happened } = proxy.intercept({ when: (message) => sqlOf(message) === 'SELECT 1', action: 'freeze' });

    const unanswered = frozen.query('SELECT 1').catch((error: Error) => error.message);
    await happened;
    expect((await other.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
    await other.end();
    await proxy.close();
    expect(await unanswered).toMatch(/terminated|ECONNRESET/);
  });

  it('holds the last message of a client that is gone, and delivers it on release', async () => {
    const client = await connectThrough();
    const held = proxy.intercept({ when: (message) => sqlOf(message)?.startsWith('INSERT') ?? false, action: 'hold' });

    const unanswered = client.query("INSERT INTO notes VALUES ('late')").catch((error: Error) => error.message);
    await held.happened;
    client.connection.stream.destroy();
    expect(await unanswered).toMatch(/terminated/);
    expect(await notes()).toEqual([]);

    held.release();
    while ((await notes()).length === 0);
    expect(await notes()).toEqual(['late']);
  });

  it('holds the answer to a message that the server has, and cuts the connection when told to', async () => {
    const client = await connectThrough();
    const held = proxy.intercept({
      when: (message) => sqlOf(message)?.startsWith('INSERT') ?? false,
      action: 'hold-answer',
    });

    const unanswered = client.query("INSERT INTO notes VALUES ('done')").catch((error: Error) => error.message);
    await held.happened;
    while ((await notes()).length === 0);
    proxy.act('cut', 0);
    expect(await unanswered).toMatch(/terminated|ECONNRESET/);
  });

  it('tells of every message with its connection, and which process of the server has it', async () => {
    const client = await connectThrough();
    const seen: string[] = [];
    proxy.watch((message, connection) => seen.push(`${connection} ${message.from} ${message.type}`));
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    await client.end();

    expect(seen.slice(0, 3)).toEqual(['0 client Q', '0 server T', '0 server D']);
    expect(proxy.connections()[0]?.backendPid).toBe(rows[0].pid);
  });

  async function connectThrough(options?: WireProxyOptions): Promise<Client> {
    proxy = await startWireProxy(server, options);
    return connect();
  }

  async function connect(): Promise<Client> {
    const client = new Client({ ...database, port: proxy.port });
    client.on('error', () => {}); // a connection that is cut also says so here
    await client.connect();
    return client;
  }

  async function directly(sql: string): Promise<{ text: string }[]> {
    const client = new Client(database);
    await client.connect();
    const { rows } = await client.query<{ text: string }>(sql);
    await client.end();
    return rows;
  }

  async function notes(): Promise<string[]> {
    return (await directly('SELECT text FROM notes')).map((row) => row.text);
  }
});

import { Client, type ClientConfig } from 'pg';
import {
  createTestProject,
  type TestAddress,
  type TestProject,
  type TestProjectOptions,
} from '../projects/test-project';
import { startTestServer, type TestDatabase, type TestServer, type TestServerOptions } from './test-server';
import { startWireProxy, type WireProxy, type WireProxyOptions } from './wire-proxy';

// Of specs alone: it needs Jest's hooks, and other programs use what stands beside it.
//
// What a spec works on, each called at the top of the file or of a `describe`, in the order of what leans on what:
//
//     const server = useServer();
//     const database = useDatabase(server);
//     const client = useClient(database);
//     const project = useProject(database);
//
// Each registers its own hooks. What it answers stands for what the hooks have made for the test that is running.

/** A server that all tests of the file or `describe` share. */
export function useServer(options: TestServerOptions = {}): TestServer {
  let server: TestServer | undefined;
  beforeAll(async () => {
    server = await startTestServer(options);
  });
  afterAll(() => server?.stop());
  return standIn('server', () => server);
}

/** An empty database for each test; it goes with its server. */
export function useDatabase(server: TestServer): TestDatabase {
  let database: TestDatabase | undefined;
  beforeEach(async () => {
    database = await server.createDatabase();
  });
  return standIn('database', () => database);
}

/** A connection for each test; `config` adds to the address, a name of the application, say. */
export function useClient(database: TestDatabase, config: ClientConfig = {}): Client {
  let client: Client | undefined;
  beforeEach(async () => {
    client = new Client({ ...database, ...config });
    client.on('error', () => {}); // of a server that stops or ends it; the next query fails with it
    await client.connect();
  });
  afterEach(() => client?.end());
  return standIn('client', () => client);
}

/** A proxy in front of the server for each test. */
export function useProxy(server: TestServer, options: WireProxyOptions = {}): WireProxy {
  let proxy: WireProxy | undefined;
  beforeEach(async () => {
    proxy = await startWireProxy(server, options);
  });
  afterEach(() => proxy?.close());
  return standIn('proxy', () => proxy);
}

/** An empty project for each test. The address is a function where it is more than that of `useDatabase`: another user, a proxy. */
export function useProject(address: TestAddress | (() => TestAddress), options: TestProjectOptions = {}): TestProject {
  let project: TestProject | undefined;
  beforeEach(() => {
    project = createTestProject(typeof address === 'function' ? address() : { ...address }, options);
  });
  afterEach(() => project?.dispose());
  return standIn('project', () => project);
}

/**
 * An object that reads from the one that hooks have made last, so that a spec can name it in a `const`. Its methods are
 * those of that object, called on it; it can be spread.
 */
function standIn<T extends object>(name: string, made: () => T | undefined): T {
  const current = (): T => {
    const object = made();
    if (object === undefined) throw new Error(`There is no ${name} before the hooks of the spec have run.`);
    return object;
  };
  return new Proxy({} as T, {
    get: (_, key) => {
      const value = Reflect.get(current(), key);
      return typeof value === 'function' ? value.bind(current()) : value;
    },
    has: (_, key) => Reflect.has(current(), key),
    ownKeys: () => Reflect.ownKeys(current()),
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(current(), key);
      // The proxy's target is empty: a property that could not be configured would have to be there.
      return found && { ...found, configurable: true };
    },
  });
}

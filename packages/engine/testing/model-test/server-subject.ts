import { Client, escapeIdentifier } from 'pg';
import type { RunResult } from '../../src/run/command';
import { eventually } from '../eventually';
import { createTestProject, type TestProject } from '../projects/test-project';
import type { TestServer } from '../servers/test-server';
import { type MessageListener, startWireProxy, type WireProxy } from '../servers/wire-proxy';
import type { Command } from './action';
import { endingOf, type Fault, observationOf, type Subject } from './subject';

/** A project over a database of its own on a real server; what is broken goes through a proxy. */
export async function openServerSubject(server: TestServer): Promise<Subject> {
  const database = await server.createDatabase();
  const proxy = await startWireProxy(server);
  const project = createTestProject(database, { migrations: { allowReset: true } });
  const proxied = createTestProject(
    { ...database, host: proxy.host, port: proxy.port },
    { workspacePath: project.settings.workspacePath, migrations: { allowReset: true } },
  );
  const client = new Client(database);
  await client.connect();
  let onMessage: MessageListener = () => {};
  proxy.watch((message, connection) => onMessage(message, connection));
  return {
    write: (path, text) => project.write(path, text),
    remove: (path) => project.remove(path),
    run: (command) => endingOf(run(project, command)),
    runBroken: async (command, fault) => {
      const interrupt = new AbortController();
      onMessage = breakOnce(fault, proxy, interrupt);
      const ending = await endingOf(run(proxied, command, interrupt.signal));
      onMessage = () => {};
      return ending;
    },
    observe: async () => {
      await eventually('no session of a command is left', async () => (await client.query(sessionsSql)).rowCount === 0);
      const { rows } = await client.query<{ name: string }>(tablesSql);
      return observationOf(
        await project.status({ logs: true }),
        rows.map(({ name }) => name),
      );
    },
    close: async () => {
      await client.end();
      await proxy.close();
      project.dispose();
      await dropDatabase(server, database.database);
    },
  };
}

function run(project: TestProject, command: Command, signal?: AbortSignal): Promise<RunResult> {
  switch (command.do) {
    case 'migrate':
      return project.migrate(command.options, signal);
    case 'rollback':
      return project.rollback(command.options, signal);
    case 'repair':
      return project.repair(command.options, signal);
  }
}

/** Breaks the command that begins now, at one of its messages; one that has fewer ends unbroken. */
function breakOnce({ how, point }: Fault, proxy: WireProxy, interrupt: AbortController): MessageListener {
  const worker = proxy.connections().length;
  const lock = worker + 1;
  const isCounted: Readonly<Record<Fault['how'], MessageFilter>> = {
    'cut-before': ({ from }) => from === 'client',
    'cut-after': ({ type }) => type === 'Z',
    'lock-lost': ({ from }, connection) => from === 'client' && connection === worker,
    cancel: ({ from }, connection) => from === 'client' && connection === worker,
  };
  let left = point % maxPoints;
  return (message, connection) => {
    if (!isCounted[how](message, connection)) return;
    left -= 1;
    if (left !== 0) return;
    if (how === 'cancel') interrupt.abort();
    else proxy.act('cut', how === 'lock-lost' ? lock : connection);
  };
}

type MessageFilter = (...message: Parameters<MessageListener>) => boolean;

/** A run of a few scripts has so many messages. */
const maxPoints = 30;

async function dropDatabase({ port, host, user, password }: TestServer, name: string): Promise<void> {
  const client = new Client({ port, host, user, password, database: 'postgres' });
  await client.connect();
  await client.query(`DROP DATABASE ${escapeIdentifier(name)}`);
  await client.end();
}

const sessionsSql = `SELECT FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

const tablesSql = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`;

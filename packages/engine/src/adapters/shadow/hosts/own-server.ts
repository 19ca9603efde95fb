import type { ShadowRequest } from '../../../checks/shadow/shadow';
import { accepts } from '../../../postgres/session/accepts';
import { MessageError } from '../../../postgres/session/message-query';
import type { Session } from '../../../postgres/session/session';
import { quoteIdentifier, quoteLiteral } from '../../../sql/names/quote';
import type { HostRequest } from './shadow-host';

/** A fresh server that a shadow has to itself, and its superuser. */
export interface OwnServer {
  readonly user: string;
  readonly password: string;
  /** A session of the superuser in `postgres`. */
  readonly administer: () => Promise<Session>;
}

/**
 * Makes what an empty cluster lacks: the databases, settings for all roles, the roles, and the one that scripts run as.
 */
export async function prepareOwnServer(server: OwnServer, request: HostRequest): Promise<void> {
  const { databaseName, otherDatabaseNames, user, roles = [] } = request;
  await withSession(server.administer, async (session) => {
    const there = await readNames(session);
    for (const name of new Set([databaseName, ...otherDatabaseNames])) {
      if (!there.databases.has(name)) await session.send({ text: `CREATE DATABASE ${quoteIdentifier(name)}` });
    }
    await setForAll(session, request.sessionSettings ?? new Map());
    for (const name of new Set(roles)) {
      if (name !== user && !there.roles.has(name)) await session.send({ text: createRoleSql(name) });
    }
    if (user === undefined || user === server.user) return;
    const login = `SUPERUSER LOGIN PASSWORD ${quoteLiteral(server.password)}`;
    const verb = there.roles.has(user) ? 'ALTER' : 'CREATE';
    await session.send({ text: `${verb} ROLE ${quoteIdentifier(user)} ${login}` });
  });
}

interface Names {
  readonly databases: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
}

/** What a cluster has from the beginning, as `postgres`, and what an image has made. */
async function readNames(session: Session): Promise<Names> {
  const text = 'SELECT datname AS name FROM pg_catalog.pg_database; SELECT rolname AS name FROM pg_catalog.pg_roles';
  const [databases = [], roles = []] = (await session.send({ text })).rowSets;
  const setOf = (rows: typeof databases) => new Set(rows.map(({ name }) => name ?? ''));
  return { databases: setOf(databases), roles: setOf(roles) };
}

/** Makes a role that nobody can log in as; false when the server does not take it. */
export function createOwnRole({ administer }: OwnServer, name: string): Promise<boolean> {
  return withSession(administer, (session) => accepts(session, createRoleSql(name)));
}

/** A role that nobody can log in as. */
export function createRoleSql(name: string): string {
  return `CREATE ROLE ${quoteIdentifier(name)} NOLOGIN`;
}

/** Does something over a session of its own. */
export async function withSession<T>(open: () => Promise<Session>, body: (session: Session) => Promise<T>): Promise<T> {
  const session = await open();
  try {
    return await body(session);
  } finally {
    await session.close();
  }
}

/** SQLSTATEs of a setting that this server does not have, or not with that value: a locale of another machine. */
const refusedSetting: ReadonlySet<string> = new Set(['22023', '42704', '0A000']);

/** For all roles, which those of a database and a role go before. */
async function setForAll(session: Session, settings: NonNullable<ShadowRequest['sessionSettings']>): Promise<void> {
  for (const [name, value] of settings) {
    // By way of the session: no form of a literal fits both a list of names and a text.
    const set = `SELECT pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`;
    try {
      await session.send({ text: `${set}; ALTER ROLE ALL SET ${quoteIdentifier(name)} FROM CURRENT` });
    } catch (error) {
      if (!(error instanceof MessageError) || !refusedSetting.has(error.serverError.code ?? '')) throw error;
    }
  }
}

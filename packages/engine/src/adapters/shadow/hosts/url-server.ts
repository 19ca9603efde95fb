import type { LiveServer, WantedServer } from '../../../checks/shadow/shadow';
import type { ServerDatabase, ShadowServer } from '../../../config/settings';
import { EngineError } from '../../../errors';
import { isSameServer, type ServerIdentity } from '../../../history/identity';
import { openSession } from '../../../postgres/connection/connect';
import { openMaintenance, type ServerAccess } from '../../../postgres/database/maintenance-session';
import { MessageError } from '../../../postgres/session/message-query';
import type { Session } from '../../../postgres/session/session';
import { refuseExtensions } from '../refuse-extensions';
import { connectTimeoutMs, type ShadowSurroundings, shadowName } from './shadow-host';

/** A server of the config's `shadow.url`, as far as a shadow depends on it. */
export interface UrlServer {
  readonly major: number;
  readonly identity: ServerIdentity;
  readonly role: string;
  readonly mayCreateDatabases: boolean;
}

type UrlShadow = Extract<ShadowServer, { readonly kind: 'url' }>;

/** How databases of the server are connected to. `settings` are those that sessions begin with. */
export function accessTo(
  database: ServerDatabase,
  { clock }: Pick<ShadowSurroundings, 'clock'>,
  settings?: ReadonlyMap<string, string>,
): ServerAccess {
  return {
    clock,
    open: (name) =>
      openSession(
        { ...database, database: name },
        {
          applicationName: shadowName,
          connectTimeoutMs,
          saidBy: '`shadow.url` in the config',
          ...(settings && { settings }),
        },
      ),
  };
}

/** What a message calls it: without a user, whose password could be near. */
export function describeServer({ host, port }: Pick<ServerDatabase, 'host' | 'port'>): string {
  return `the server of \`shadow.url\` (${host}:${port})`;
}

/** Throws SHADOW_IS_LIVE when the address alone says that it is another environment's server, so before connecting. */
export function refuseSharedAddress({ database, sharedWith }: UrlShadow): void {
  const [environment] = sharedWith;
  if (environment === undefined) return;
  throw isLive(describeServer(database), environment);
}

/** Reads what the server is. Throws the errors of connecting. */
export async function readUrlServer(session: Session): Promise<UrlServer> {
  const [row] = await session.rows(selectServerSql);
  return {
    major: Math.floor(Number(row?.version) / 10_000),
    identity: { serverStartedAt: row?.started_at ?? '', systemIdentifier: await readSystemIdentifier(session) },
    role: row?.role ?? '',
    mayCreateDatabases: row?.may_create === 't',
  };
}

const selectServerSql = `SELECT pg_catalog.current_setting('server_version_num') AS version,
  (extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint AS started_at,
  r.rolname AS role, r.rolsuper OR r.rolcreatedb AS may_create
FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`;

async function readSystemIdentifier(session: Session): Promise<string | undefined> {
  try {
    const [row] = await session.rows('SELECT system_identifier AS id FROM pg_catalog.pg_control_system()');
    return row?.id ?? undefined;
  } catch (error) {
    // The right to ask for it can be revoked.
    if (error instanceof MessageError) return undefined;
    throw error;
  }
}

/**
 * Throws when no shadow can be made there: SHADOW_IS_LIVE for the server of the environment that it is for,
 * SHADOW_MAJOR_MISSING for one of another major, PRIVILEGE_MISSING for a role without CREATEDB.
 */
export function refuseServer(
  { database }: UrlShadow,
  { major, identity, role, mayCreateDatabases }: UrlServer,
  wanted: { readonly major: number; readonly live?: LiveServer },
): void {
  const what = describeServer(database);
  if (wanted.live && isSameServer(identity, wanted.live.identity)) throw isLive(what, wanted.live.environment);
  if (major !== wanted.major) {
    throw new EngineError(
      'SHADOW_MAJOR_MISSING',
      `A shadow of PostgreSQL ${wanted.major} is needed, and ${what} is ${major}.`,
      {
        hint: `Let \`shadow\` of the config, or of the environment, name a server of PostgreSQL ${wanted.major}.`,
        fields: { major: wanted.major },
      },
    );
  }
  if (mayCreateDatabases) return;
  throw new EngineError('PRIVILEGE_MISSING', `"${role}" may not create databases on ${what}.`, {
    hint: `Run there as a superuser: ALTER ROLE "${role}" CREATEDB;`,
  });
}

function isLive(what: string, environment: string): EngineError {
  return new EngineError('SHADOW_IS_LIVE', `A shadow is not made on the server of ${environment}, which ${what} is.`, {
    hint: `Let \`shadow.url\` name another server, or name ${environment} in \`shadow.allow\` of the config.`,
    fields: { environment },
  });
}

/** Looks at the server, and whether a shadow can be made there. */
export async function findUrlServer(
  shadow: UrlShadow,
  wanted: WantedServer,
  surroundings: Pick<ShadowSurroundings, 'clock'>,
): Promise<void> {
  refuseSharedAddress(shadow);
  const session = await openMaintenance(accessTo(shadow.database, surroundings));
  try {
    refuseServer(shadow, await readUrlServer(session), wanted);
    if (!wanted.extensions?.length) return;
    const rows = await session.rows('SELECT name FROM pg_catalog.pg_available_extensions');
    refuseExtensions(wanted.extensions, new Set(rows.map(({ name }) => name ?? '')), describeServer(shadow.database));
  } finally {
    await session.close();
  }
}

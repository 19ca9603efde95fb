import { EngineError } from '../../errors';
import { pinSearchPathSql, sessionSettings } from '../../history/sql/history-sql';
import type { ServerAccess } from '../database/maintenance-session';
import { type LockKey, lockKeySql } from '../lock/lock-keys';
import { keepsSession } from '../session/pooled-connection';
import type { Session } from '../session/session';

/** What taking the lock tells of the server. */
export interface HeldMakerLock {
  readonly serverVersion: number;
  /** By the server's clock, in seconds since 1970. */
  readonly takenAtSeconds: number;
  readonly backendPid: number;
  readonly role: string;
}

/**
 * Takes the maker's lock of a database that is still to be made, on a session that then lasts: nobody who sees the
 * database without this lock need ask whether its maker lives. It is freed when the session ends, so also when the
 * process is killed or the machine goes away. Nobody else can have it: its key is drawn. Throws POOLER_UNSAFE: a pooler
 * that gives the session to others would leave the lock behind, with whom nobody knows.
 */
export async function holdMakerLock(session: Session, lock: LockKey, access: ServerAccess): Promise<HeldMakerLock> {
  const { rowSets } = await session.send({ text: holdSql(lock) });
  const row = rowSets.at(-1)?.[0];
  const held: HeldMakerLock = {
    serverVersion: Number(row?.server_version),
    takenAtSeconds: Number(row?.now),
    backendPid: Number(row?.backend_pid),
    role: row?.role ?? '',
  };
  const isPooled = held.backendPid !== session.startPid;
  if (!isPooled || (await keepsSession(session, () => access.open(row?.database ?? ''), access.clock))) return held;
  throw new EngineError(
    'POOLER_UNSAFE',
    'A scratch database cannot be made through a pooler that shares connections.',
    {
      hint: 'Give the address of the server itself.',
    },
  );
}

function holdSql(lock: LockKey): string {
  const { client_connection_check_interval: checkInterval, ...settings } = sessionSettings('linux');
  const lasting = Object.entries({ ...settings, statement_timeout: '0', lock_timeout: '0' });
  return `${pinSearchPathSql}
SELECT ${lasting.map(([name, value]) => `set_config('${name}', '${value}', false)`).join(', ')},
  set_config('client_connection_check_interval', CASE WHEN version() LIKE '%linux%' THEN '${checkInterval}' ELSE '0' END, false);
SELECT pg_advisory_lock(${lockKeySql(lock)}), floor(extract(epoch FROM clock_timestamp()))::bigint AS now,
  current_setting('server_version_num') AS server_version, pg_backend_pid() AS backend_pid, current_user AS role,
  current_database() AS database`;
}

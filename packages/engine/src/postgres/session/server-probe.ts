import { EngineError } from '../../errors';
import type { DatabaseIdentity } from '../../history/identity';
import { layoutVersion, parseLayoutComment } from '../../history/layout';
import { MessageError, type TextRow } from './message-query';

/** What the first message on a connection tells of the server. */
export interface ServerProbe {
  readonly serverVersion: number;
  readonly backendPid: number;
  readonly pooled: boolean;
  /** Behind a pooler: whether a backslash in a string is one, in every session that a message may get. */
  readonly pooledStringsConform: boolean;
  readonly readOnly: boolean;
  readonly onLinux: boolean;
  readonly historyExists: boolean;
  /** See `stepFunctionsSql`. */
  readonly hasStepFunctions: boolean;
  readonly hasUserTables: boolean;
  readonly identity: DatabaseIdentity;
  /** Names as they are written in SQL, for hints. */
  readonly databaseSql: string;
  readonly roleSql: string;
}

const oldestServerVersion = 140000;

/** The probe of the row that `probeSql` gives. Throws SERVER_TOO_OLD, HISTORY_FOREIGN and HISTORY_TOO_NEW. */
export function parseProbe(row: TextRow | undefined, startPid: number, description: string): ServerProbe {
  const serverVersion = Number(row?.server_version);
  if (serverVersion < oldestServerVersion) {
    throw new EngineError(
      'SERVER_TOO_OLD',
      `${description} is PostgreSQL ${Math.floor(serverVersion / 10000)}; the oldest supported is 14.`,
      {
        hint: 'Upgrade the server.',
      },
    );
  }
  const backendPid = Number(row?.backend_pid);
  return {
    serverVersion,
    backendPid,
    pooled: backendPid !== startPid,
    pooledStringsConform: row?.pooled_strings !== 'off',
    readOnly: row?.read_only === 't',
    onLinux: row?.on_linux === 't',
    historyExists: historyExists(row, description),
    hasStepFunctions: row?.has_step_functions === 't',
    hasUserTables: row?.has_user_tables === 't',
    identity: identityOf(row),
    databaseSql: row?.database_sql ?? '',
    roleSql: row?.role_sql ?? '',
  };
}

/**
 * Whether the probe failed for the system identifier alone. By default every role may read it, but EXECUTE can be revoked,
 * and what only speaks PostgreSQL's protocol may not have the function.
 */
export function isIdentifierRefused(error: unknown): boolean {
  if (!(error instanceof MessageError)) return false;
  const { code, message } = error.serverError;
  return (code === '42501' || code === '42883') && message.includes('pg_control_system');
}

function identityOf(row: TextRow | undefined): DatabaseIdentity {
  return {
    systemIdentifier: row?.system_identifier ?? undefined,
    database: row?.database_name ?? '',
    databaseOid: row?.database_oid ?? '',
    serverStartedAt: row?.server_started_at ?? '',
  };
}

function historyExists(row: TextRow | undefined, description: string): boolean {
  if (row?.schema_exists !== 't') {
    return false;
  }
  const layout = parseLayoutComment(row.layout_comment ?? null);
  if (layout === undefined) {
    // An empty schema that a DBA made for us is fine; one with other things in it is not ours.
    if (row.schema_used === 't' || row.layout_comment !== null) {
      throw new EngineError(
        'HISTORY_FOREIGN',
        `${description} has a schema "pgrestify" that this engine did not make.`,
        {
          hint: 'Rename that schema.',
        },
      );
    }
    return false;
  }
  if (layout > layoutVersion) {
    throw new EngineError(
      'HISTORY_TOO_NEW',
      `The history of ${description} has layout ${layout}; this engine knows up to ${layoutVersion}.`,
      {
        hint: 'Upgrade @pgrestify/nx.',
      },
    );
  }
  return true;
}

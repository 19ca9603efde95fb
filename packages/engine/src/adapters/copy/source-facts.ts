import type { TextRow } from '../../postgres/session/message-query';

/** What the server says of a database that is to be copied. */
export interface SourceFacts {
  readonly sizeBytes: number;
  /** As PostgreSQL has it: 180001. */
  readonly serverVersion: number;
  /** Its name. */
  readonly database: string;
  /** The role that connects. */
  readonly role: string;
  readonly otherSessions: number;
  readonly mayCopy: boolean;
  /** Foreign tables: in a copy they lead where they lead here. */
  readonly foreignTables: number;
}

/**
 * Reads no row of the user's. A database is copied by who may create any and owns it, or by a superuser; workers of the
 * server itself are sent away by it.
 */
export const selectSourceFactsSql = `SELECT pg_catalog.pg_database_size(d.oid) AS size_bytes,
  pg_catalog.current_setting('server_version_num') AS server_version, d.datname AS database, current_user AS role,
  (SELECT count(*) FROM pg_catalog.pg_stat_activity a
    WHERE a.datid = d.oid AND a.pid <> pg_catalog.pg_backend_pid() AND a.backend_type IN ('client backend', 'walsender', 'logical replication worker')) AS other_sessions,
  r.rolsuper OR (r.rolcreatedb AND (d.datistemplate OR pg_catalog.pg_has_role(d.datdba, 'USAGE'))) AS may_copy,
  (SELECT count(*) FROM pg_catalog.pg_foreign_table) AS foreign_tables
FROM pg_catalog.pg_database d, pg_catalog.pg_roles r
WHERE d.datname = pg_catalog.current_database() AND r.rolname = current_user`;

/** What `selectSourceFactsSql` answers. Pure. */
export function parseSourceFacts(row: TextRow | undefined): SourceFacts {
  return {
    sizeBytes: Number(row?.size_bytes),
    serverVersion: Number(row?.server_version),
    database: row?.database ?? '',
    role: row?.role ?? '',
    otherSessions: Number(row?.other_sessions),
    mayCopy: row?.may_copy === 't',
    foreignTables: Number(row?.foreign_tables),
  };
}

/** What of a database a copy cannot be apart from, for people. Pure. */
export function describeTies({ foreignTables }: SourceFacts): readonly string[] {
  if (foreignTables === 0) return [];
  const tables = foreignTables === 1 ? 'A foreign table leads' : `${foreignTables} foreign tables lead`;
  return [`${tables} out of the copy to where the original leads, too: what a migration writes there is written.`];
}

/** A setting of the database that the copy is without, for people. Pure. */
export function describeRefusedSetting(setting: string): string {
  return `The role may not give the copy the setting ${setting} of the database.`;
}

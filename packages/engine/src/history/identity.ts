/** Which database this is, by the server's own word: two URLs may mean one database, and one URL two in turn. */
export interface DatabaseIdentity {
  /**
   * Made by initdb, and kept by physical copies: standbys, restored base backups, and all embedded servers, which begin
   * as a copy of one template. Undefined where the role may not read it.
   */
  readonly systemIdentifier: string | undefined;
  readonly database: string;
  /** Another one after the database is dropped and created again. */
  readonly databaseOid: string;
  /** When the server was started, in microseconds: tells copies of one server apart while both run. */
  readonly serverStartedAt: string;
}

/** Which server it is that a database is on. */
export type ServerIdentity = Pick<DatabaseIdentity, 'systemIdentifier' | 'serverStartedAt'>;

/** Whether two servers that are connected to at the same time are one: a copy was not started at the same microsecond. */
export function isSameServer(one: ServerIdentity, other: ServerIdentity): boolean {
  return mayBeOneSystem(one, other) && one.serverStartedAt === other.serverStartedAt;
}

/** Whether two databases that are connected to at the same time are one. Of one that is not known: no. */
export function isSameDatabase(one: DatabaseIdentity | undefined, other: DatabaseIdentity | undefined): boolean {
  if (!one || !other) return false;
  return mayBeLaterSelf(one, other) && one.serverStartedAt === other.serverStartedAt;
}

/** Whether a database may be the other at a later time: its server may have been started again, or a standby took over. */
export function mayBeLaterSelf(one: DatabaseIdentity, other: DatabaseIdentity): boolean {
  return mayBeOneSystem(one, other) && one.databaseOid === other.databaseOid;
}

/** Roles may differ in what they may read, so an unknown system identifier tells nothing. */
function mayBeOneSystem(one: ServerIdentity, other: ServerIdentity): boolean {
  return (
    one.systemIdentifier === undefined ||
    other.systemIdentifier === undefined ||
    one.systemIdentifier === other.systemIdentifier
  );
}

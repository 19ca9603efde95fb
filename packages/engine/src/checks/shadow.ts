import type { HistoryStore } from '../history/store';
import type { CatalogRow } from '../ports';

/** Which shadow is asked for. */
export interface ShadowRequest {
  /** PostgreSQL major, as 18. */
  readonly major: number;
  /** Name of the database: that of the environment, since scripts may name it (`ALTER DATABASE shop SET …`). */
  readonly databaseName: string;
  /** The role that scripts run as, a superuser here; that of the live database, where it is compared with. */
  readonly user?: string;
}

/**
 * An empty database in a fresh cluster of its own, with nothing of earlier shadows: roles and settings are cluster-wide.
 * Its caller has it alone.
 */
export interface Shadow {
  /** The history of a project in this database; several projects may have theirs. */
  store(project: string): HistoryStore;
  /** The schema, in one message. */
  snapshot(): Promise<readonly CatalogRow[]>;
  /** Makes a role that nobody can log in as. */
  createRole(name: string): Promise<void>;
  /** May be called again. */
  close(): Promise<void>;
}

/** Opens a shadow. Throws EMBEDDED_BINARIES_MISSING, EMBEDDED_START_FAILED. */
export type OpenShadow = (request: ShadowRequest) => Promise<Shadow>;

import type { ServerIdentity } from '../../history/identity';
import type { HistoryStore } from '../../history/store';
import type { CatalogRow } from '../../ports';
import type { Session } from '../../postgres/session/session';

/** Which shadow is asked for. */
export interface ShadowRequest {
  /** PostgreSQL major, as 18. */
  readonly major: number;
  /** Name of the database: that of the environment, since scripts may name it (`ALTER DATABASE shop SET …`). */
  readonly databaseName: string;
  /** Names of the other databases that the cluster holds, empty: those of the other environments. */
  readonly otherDatabaseNames: readonly string[];
  /** The role that scripts run as, a superuser here; that of the live database, where it is compared with. */
  readonly user?: string;
  /** Roles that are there from the beginning, without login. */
  readonly roles?: readonly string[];
  /** Whether scripts name a role: dropped with the shadow where it shares a server and the role was not there. */
  readonly namesRole?: (role: string) => boolean;
  /** The server that the shadow must not be on, which is another's than development's. */
  readonly live?: LiveServer;
  /** What sessions begin with, unless scripts set it for the database or a role; a value that this server does not take is left out. */
  readonly sessionSettings?: ReadonlyMap<string, string>;
  /** Keys of kept states to begin with, the best first; without any of them the shadow is empty. */
  readonly states?: readonly string[];
}

/** The server of an environment. */
export interface LiveServer {
  readonly environment: string;
  readonly identity: ServerIdentity;
}

/** What a shadow's whole cluster holds, kept for later runs. */
export interface ShadowState {
  /** Everything that the state depends on, as a hash. */
  readonly key: string;
  /** What a later run has to know of it. */
  readonly note: string;
}

/** What a shadow is begun with: nothing, a kept state, or its last checkpoint. */
export type ShadowOrigin =
  | { readonly kind: 'empty' }
  | { readonly kind: 'state'; readonly key: string }
  | { readonly kind: 'checkpoint' };

/**
 * A database with nothing of earlier shadows but the state that it is begun with: in a cluster of its own, since roles and
 * settings are cluster-wide, or on a server of the config, where it has a database of its own. Its caller has it alone.
 */
export interface Shadow {
  /** The state that it is begun with; undefined: empty. */
  readonly begunWith: ShadowState | undefined;
  /** The history of a project in this database; several projects may have theirs. Not to be used after `keep` or `reset`. */
  store(project: string): HistoryStore;
  /** The schema, in any order. What did not change since the last one is the same object, until `letGo`. */
  snapshot(): Promise<readonly CatalogRow[]>;
  /** The rows of each statement of a message that only reads, over a connection of its own. */
  ask(text: string): Promise<Answers>;
  /**
   * Does something over a connection of its own, which is closed afterwards. What it does must be taken back, else a shadow
   * that is made anew would not have it.
   */
  withSession<T>(body: (session: Session) => Promise<T>): Promise<T>;
  /** Lets go of what the last snapshot was read from: to be called before a script that runs outside a transaction. */
  letGo(): Promise<void>;
  /** Makes a role that nobody can log in as; false when the server does not take it. */
  createRole(name: string): Promise<boolean>;
  /**
   * Keeps what is there now; locks must be released. Whether it did: nothing is kept that would not be the same after the
   * restart that a kept state goes through.
   */
  keep(state: ShadowState): Promise<boolean>;
  /** As `keep`, for this shadow alone, and only the last of them. Whether it did. */
  checkpoint(): Promise<boolean>;
  /** Begins anew, with that state or the last checkpoint if it is still there, else empty. */
  reset(to: ShadowOrigin): Promise<void>;
  /** May be called again. */
  close(): Promise<void>;
}

/** Rows of several statements, as texts by the names of their columns. */
export type Answers = readonly (readonly Readonly<Record<string, string | null>>[])[];

/** Opens a shadow, where the config says. Throws what a shadow cannot be had for: see `ShadowServers.find`. */
export type OpenShadow = (request: ShadowRequest) => Promise<Shadow>;

/** The servers that shadows can be of. Nothing is made on them. */
export interface ShadowServers {
  /**
   * Majors that a shadow can be of, the lowest first: those of the embedded servers, or the one of the server or image that
   * the config names. Throws as `find`.
   */
  majors(): Promise<readonly number[]>;
  /**
   * Throws where it is known that `OpenShadow` would: EMBEDDED_BINARIES_MISSING, EMBEDDED_START_FAILED, SHADOW_IS_LIVE,
   * SHADOW_MAJOR_MISSING, EXTENSION_MISSING, PRIVILEGE_MISSING, CONFIG_INVALID, and the errors of connecting and of Docker.
   */
  find(wanted: WantedServer): Promise<void>;
}

/** What a server for a shadow has to be and have. */
export interface WantedServer extends Pick<ShadowRequest, 'major' | 'live'> {
  /** Extensions that scripts make. What an image has is known only when it runs. */
  readonly extensions?: readonly string[];
}

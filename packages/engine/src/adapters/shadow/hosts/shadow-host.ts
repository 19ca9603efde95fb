import type { ShadowOrigin, ShadowRequest, ShadowState } from '../../../checks/shadow/shadow';
import type { Clock } from '../../../ports';
import type { Session } from '../../../postgres/session/session';

/**
 * What a shadow lives on: a server that it has to itself, or a database of its own on somebody's. Nobody is connected to
 * the shadow while `keep`, `checkpoint`, `reset` or `close` is called.
 */
export interface ShadowHost {
  /** See `Shadow`. */
  readonly begunWith: ShadowState | undefined;
  /** The schema that `keep` or `checkpoint` was given with that state, if any. */
  readonly schemaThen: string | undefined;
  /** For messages. */
  readonly description: string;
  /** A session in the shadow, as the role that scripts run as. */
  connect(): Promise<Session>;
  /** See `Shadow`. */
  createRole(name: string): Promise<boolean>;
  /** Whether what is there now can be gone back to: looked at while others are still connected. */
  canGoBack(to: 'state' | 'checkpoint'): Promise<boolean>;
  /** With the schema as a text of the caller's. */
  keep(state: ShadowState, schema: string): Promise<boolean>;
  checkpoint(schema: string): Promise<boolean>;
  reset(to: ShadowOrigin): Promise<void>;
  close(): Promise<void>;
}

/** Where a shadow lives, and what its stores need. */
export interface ShadowSurroundings {
  readonly project: string;
  readonly projectRootPath: string;
  readonly workspacePath: string;
  readonly clock: Clock;
  /** Aborted: nothing is waited for any more. */
  readonly signal: AbortSignal;
  /** Bytes of a script over 8 MB, in pieces; the path is relative to the workspace. */
  readonly largeScript: (relativePath: string) => Iterable<Buffer>;
  /** Told of secrets that are learned or drawn on the way. */
  readonly learnSecrets?: (secrets: readonly string[]) => void;
}

/** What of a request decides how a host is made. */
export type HostRequest = Omit<ShadowRequest, 'major'>;

/** A server that is at hand answers soon, or not at all. */
export const connectTimeoutMs = 10_000;

/** What a shadow's sessions are called. */
export const shadowName = 'pgrestify shadow';

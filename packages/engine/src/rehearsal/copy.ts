import type { Settings } from '../config/settings';
import type { ParsedScript } from '../migrations/migration';
import type { Refusal } from '../plan/plan';
import type { TextRow } from '../postgres/session/message-query';
import type { Session } from '../postgres/session/session';
import type { CopyFacts, CopyKind } from './copy-facts';

/** What of a database a copy holds beside the schema: only the history, or all rows. */
export type CopiedData = 'history' | 'all';

/** Which copy is asked for. */
export interface CopyRequest {
  readonly data: CopiedData;
  /** SQL that is run on the copy before anything else is done with it. */
  readonly anonymize?: ParsedScript;
}

/** A copy as it is to be made; `refusals` are the reasons not to. */
export interface CopyPlan {
  readonly kind: CopyKind;
  /** Where the copy is: `beside the database`, or which server it is in. */
  readonly place: string;
  /** Why it is not made in a faster way, or what stands against it all the same; empty for the fastest. */
  readonly because: readonly string[];
  readonly refusals: readonly Refusal[];
}

/**
 * A scratch copy of an environment's database, which its caller has for itself until it closes it. `Ports` are those of
 * commands.
 */
export interface ScratchCopy<Ports> {
  readonly kind: CopyKind;
  /** Of the copy, as it was made. */
  readonly sizeBytes: number;
  /** What was not copied as it is, for people. */
  readonly notices: readonly string[];
  /** Those of the source, but for the database: what leads to the copy. Nothing in it is asked to be confirmed. */
  readonly settings: Settings;
  /** Ports of the copy; its sessions may write. They are closed with the copy. */
  readonly ports: Ports;
  /** One message to the copy; the rows of its last statement. Not while something else is run on it. */
  rows(sql: string): Promise<readonly TextRow[]>;
  /** A connection of its own to the copy. It ends with the copy, or before. */
  open(): Promise<Session>;
  /** A copy of the copy, beside it; its own connections are closed for that. It is its caller's to close, too. */
  duplicate(): Promise<ScratchCopy<Ports>>;
  /** Drops it, whoever is connected. Once; the next calls wait for the first. */
  close(): Promise<void>;
}

/** The database of an environment, looked at through sessions that only read, and what makes copies of it. */
export interface CopySource<Ports> {
  /** Of the source. Whatever works through these can only read. */
  readonly ports: Ports;
  /** What decides how a copy can be made, and whether. Reads only. */
  facts(): Promise<CopyFacts>;
  /** One message to the source; the rows of its last statement. */
  rows(sql: string): Promise<readonly TextRow[]>;
  /** Makes the copy that was planned. Connections to the source are closed for it. */
  copy(plan: CopyPlan, request: CopyRequest): Promise<ScratchCopy<Ports>>;
  /** Closes the connections to the source. Copies are their callers' to close. */
  close(): Promise<void>;
}

/** Opens the database of an environment as a source of copies; connects when it is first asked. */
export type OpenCopySource<Ports> = (settings: Settings) => CopySource<Ports>;

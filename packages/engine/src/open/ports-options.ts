import type { Terminal } from '../adapters/terminal-prompt';
import type { Settings } from '../config/settings';
import type { Reporter } from '../events';
import type { Measure } from '../history/measure';
import type { BaseRef } from '../ports';
import type { PostgresHistoryStore } from '../postgres/history/store';
import type { Liveness } from '../postgres/session/answer-deadline';
import type { CommandPorts } from '../run/command';
import type { Server } from './open-server';

/** Real ports, and what gives them back. */
export interface OpenPorts extends CommandPorts {
  readonly store: PostgresHistoryStore;
  /** Closes the connections; the embedded server stops when this was its last user. */
  close(): Promise<void>;
}

/** What the caller brings to the real ports. */
export interface OpenPortsOptions {
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** How long to bear with a server that is silent; only tests have less patience. */
  readonly liveness?: Liveness;
  /** The terminal at which a confirmation may be asked; absent: none. */
  readonly terminal?: Pick<Terminal, 'input' | 'write'>;
  /** Whether somebody is told how far long work is. */
  readonly progress?: 'watched' | 'unwatched';
  /** See `CommandPorts.projectSettings`. */
  readonly projectSettings?: CommandPorts['projectSettings'];
  /** See `CommandPorts.environmentSettings`. */
  readonly environmentSettings?: CommandPorts['environmentSettings'];
  /** `read-only`: no message of its sessions can write. */
  readonly access?: 'read-only';
  /** What this branch is compared with unless an option says otherwise. `main` unless set. */
  readonly base?: BaseRef;
  /** See `PostgresStoreOptions.measure`. */
  readonly measure?: Measure;
  /** Projects of the workspace that depend on this one: what they require may lie in databases of their own. */
  readonly dependentProjects?: readonly string[];
  /** Projects whose migrate runs before this one in the same command, so that a dry run counts what they would apply. */
  readonly migratedFirst?: readonly string[];
  /** See `CommandPorts.trace`. */
  readonly trace?: CommandPorts['trace'];
  /** Told of secrets that are learned on the way, as those of a container, before they could be in any message. */
  readonly learnSecrets?: (secrets: readonly string[]) => void;
}

/** Opens the ports of an environment, on its server when that is at hand; see `openPorts`. */
export type OpenPortsOf = (settings: Settings, options: OpenPortsOptions, server?: Server) => OpenPorts;

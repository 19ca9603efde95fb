import type { WatchedObject } from '../../history/sql/dropped-sql';
import type { RunIdentity, StepObserver } from '../../history/store';
import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import type { Clock } from '../../ports';
import type { Message } from '../../postgres/session/message-query';
import type { Session } from '../../postgres/session/session';
import type { ComposedMessage, MessageContext, ScriptOptions } from './script-message';

/** All that running one step needs, handed to the ways of running it. */
export interface StepRun {
  readonly worker: Session;
  /**
   * Sends on the worker's session what a signal is to interrupt: statements of the script.
   * Nobody reads the rows that a script returns.
   */
  readonly sendScript: (message: Omit<Message, 'rows'>) => Promise<unknown>;
  /** The message of a step that is one transaction, when that was sent before the step's turn came. */
  readonly sent: ComposedMessage | undefined;
  /** Sends a step that is one transaction as a whole, and perhaps more steps behind it; or waits for what was `sent`. */
  readonly sendWhole: (message: Omit<Message, 'rows'>) => Promise<unknown>;
  /** The same for a message of a transaction, whose waits for locks are bound altogether. */
  readonly sendTransaction: (message: Omit<Message, 'rows'>) => Promise<unknown>;
  /** Sends on the worker's session what is ours, which nothing interrupts. */
  readonly sendHistory: (message: Message) => Promise<unknown>;
  readonly context: MessageContext;
  readonly run: RunIdentity;
  readonly step: Step;
  readonly script: ParsedScript;
  /** What repeatable scripts mention and a down may drop, as it is there when the step begins. */
  readonly watched: readonly WatchedObject[];
  readonly options: ScriptOptions;
  readonly observer: StepObserver;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Bytes of a script over 8 MB, in pieces; the path is relative to the workspace. */
  readonly largeScript: (relativePath: string) => Iterable<Buffer>;
}

import type { Message, MessageResult, TextRow } from './message-query';
import type { ServerProbe } from './server-probe';

/** A database that is asked beside a run's history, on the run's own connection, which is opened at first use. */
export interface AskedDatabase {
  /** What the server is. */
  readonly server: () => Promise<ServerProbe>;
  /** One message, and the rows of its answer. */
  readonly rows: (text: (serverVersion: number) => string) => Promise<readonly TextRow[]>;
  /** Any other message: what a check tries, and takes back. */
  readonly send: (message: Message) => Promise<MessageResult>;
}

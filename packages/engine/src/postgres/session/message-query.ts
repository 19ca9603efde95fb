import type { Connection } from 'pg';
import { durationColumn, measuredColumn } from '../../history/sql/history-sql';
import type { ServerError } from './server-error';

/** A row as the server sent it: text by column name, null for NULL. */
export type TextRow = Readonly<Record<string, string | null>>;

/** Data of a COPY as it comes; pieces are taken as fast as the server takes them. */
export type CopyPieces = Iterable<Buffer> | AsyncIterable<Buffer>;

/** One simple-query message: any number of statements, answered by one ReadyForQuery, so one round trip. */
export interface Message {
  readonly text: string;
  /** Data for each `COPY … FROM stdin` of the text, in their order. */
  readonly copyData?: readonly CopyPieces[];
  /**
   * `discarded`: thrown away as they come, so that memory does not grow with what a user's query returns; all but the
   * last row of `durationColumn` and the rows of `measuredColumn`, which are ours. Kept by default.
   */
  readonly rows?: 'kept' | 'discarded';
  readonly onNotice?: (severity: string, message: string) => void;
  /** Called as the server completes statements. It holds completions back until its buffer is full (8 KB). */
  readonly onCompletion?: (completed: number) => void;
}

/** What a message gave. */
export interface MessageResult {
  /** Rows of each statement that returned a row description, in order; only ours when they were discarded. */
  readonly rowSets: readonly (readonly TextRow[])[];
  /** How many statements completed. */
  readonly completed: number;
}

/** A server error with what was completed before it. `position` counts code points from 1, over the whole message. */
export class MessageError extends Error {
  override readonly name = 'MessageError';

  constructor(
    readonly serverError: ServerError,
    readonly completed: number,
  ) {
    super(serverError.message, { cause: serverError });
  }
}

interface FieldDescription {
  readonly name: string;
}

/** Of queries of ours within a user's message. */
const ownColumns: ReadonlySet<string> = new Set([durationColumn, measuredColumn]);

/** The part of `pg`'s connection that COPY needs; not in its type declarations. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
  readonly stream: {
    readonly writableNeedDrain: boolean;
    on(event: 'drain' | 'close', listener: () => void): void;
    off(event: 'drain' | 'close', listener: () => void): void;
  };
}

/**
 * A query object for `pg.Client.query` that sends one simple-query message and answers CopyInResponse from given data.
 * `pg`'s own Query cannot do COPY, and pg-copy-streams only one COPY a message.
 */
export class MessageQuery {
  readonly result: Promise<MessageResult>;
  /** Whether the server has been sent it. */
  isWritten = false;
  /** Called once, with the answer, before anything of the next answer is read. */
  onAnswered: (error: MessageError | undefined) => void = () => {};
  readonly #message: Message;
  #rowSets: TextRow[][] = [];
  readonly #copyData: Iterator<CopyPieces>;
  /** Whether the rows that come are wanted. */
  #keepsRow = true;
  #columns: readonly string[] = [];
  /** Every row is a copy of it: an object that grows by a column at a time costs V8 several times as much. */
  #emptyRow: Record<string, string | null> = {};
  #completed = 0;
  #settled = false;
  #resolve: (result: MessageResult) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(message: Message) {
    this.#message = message;
    this.#copyData = (message.copyData ?? [])[Symbol.iterator]();
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Called by the driver when it is the message's turn to be answered. */
  submit(connection: Connection): void {
    if (!this.isWritten) this.write(connection);
  }

  /** Sends it, ahead of its turn or not. */
  write(connection: Connection): void {
    this.isWritten = true;
    (connection as unknown as CopyConnection).query(this.#message.text);
  }

  /** Fails without having been sent. */
  refuse(error: Error): void {
    this.#settled = true;
    this.#reject(error);
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDescription[] }): void {
    const isKept = this.#message.rows !== 'discarded';
    const [{ name = '' } = {}] = fields;
    this.#keepsRow = isKept || (fields.length === 1 && ownColumns.has(name));
    if (!this.#keepsRow) return;
    this.#columns = fields.map((field) => field.name);
    this.#emptyRow = Object.fromEntries(this.#columns.map((column) => [column, null]));
    if (!isKept && name === durationColumn) this.#rowSets = this.#rowSets.filter(([row = {}]) => !(name in row));
    this.#rowSets.push([]);
  }

  handleDataRow(row: { readonly fields: readonly (string | null)[] }): void {
    if (!this.#keepsRow) return;
    const values = { ...this.#emptyRow };
    row.fields.forEach((value, index) => {
      values[this.#columns[index] ?? ''] = value;
    });
    this.#rowSets.at(-1)?.push(values);
  }

  handleCommandComplete(): void {
    this.#completed += 1;
    this.#message.onCompletion?.(this.#completed);
  }

  handleEmptyQuery(): void {}

  handleCopyInResponse(connection: Connection): void {
    void this.#sendCopyData(connection as unknown as CopyConnection);
  }

  /** Of `COPY … TO STDOUT`. */
  handleCopyData(): void {}

  handleNotice(notice: { readonly severity?: string; readonly message?: string }): void {
    this.#message.onNotice?.(notice.severity ?? 'NOTICE', notice.message ?? '');
  }

  handleError(error: ServerError): void {
    const failure = new MessageError(error, this.#completed);
    this.#settled = true;
    this.#reject(failure);
    this.onAnswered(failure);
  }

  handleReadyForQuery(): void {
    this.#settled = true;
    this.#resolve({ rowSets: this.#rowSets, completed: this.#completed });
    this.onAnswered(undefined);
  }

  async #sendCopyData(connection: CopyConnection): Promise<void> {
    const next = this.#copyData.next();
    if (next.done) {
      connection.sendCopyFail('the script holds no data for this COPY');
      return;
    }
    try {
      for await (const chunk of next.value) {
        if (this.#settled) {
          return;
        }
        connection.sendCopyFromChunk(chunk);
        await drained(connection);
      }
      connection.endCopyFrom();
    } catch {
      connection.sendCopyFail('the data of the script could not be read');
    }
  }
}

/** Waits while the socket's buffer is full, so that a large COPY is not held in memory. */
function drained(connection: CopyConnection): Promise<void> | undefined {
  if (!connection.stream.writableNeedDrain) {
    return undefined;
  }
  const { stream } = connection;
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off('drain', go);
      stream.off('close', go);
      resolve();
    };
    stream.on('drain', go);
    stream.on('close', go);
  });
}

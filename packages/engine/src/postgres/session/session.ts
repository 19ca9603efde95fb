import type { Socket } from 'node:net';
import type { Client, Connection } from 'pg';
import { type Message, MessageError, MessageQuery, type MessageResult, type TextRow } from './message-query';
import type { ServerError } from './server-error';

/**
 * A connection to PostgreSQL that sends simple-query messages: one at a time, unless it is asked to send ahead.
 * Everything the engine asks of a server goes through it, so that round trips can be counted in one place.
 */
export interface Session {
  /** Process id from the connection's start. Differs from `pg_backend_pid()` behind a transaction pooler. */
  readonly startPid: number;
  /** Whether the connection is known to be gone. */
  readonly lost: boolean;
  /** Whether we gave it up, so that the server may not know yet that it is gone. */
  readonly abandoned: boolean;
  /** Whether an answer is awaited. */
  readonly waiting: boolean;
  /** Bytes that went over the connection so far, both ways: while they grow, it lives. */
  readonly bytesMoved: number;
  /** Throws MessageError when the server refuses, SessionLostError when the connection ends first. */
  send(message: Message): Promise<MessageResult>;
  /**
   * Sends messages in one go, without waiting for what was sent before; they are answered in their order. The server goes
   * on after an error, so each has to check by itself that the one before it did what it had to. None may hold a COPY.
   */
  sendAhead(messages: readonly Message[]): readonly Promise<MessageResult>[];
  /** The rows of the last statement that returned any. */
  rows(text: string): Promise<readonly TextRow[]>;
  /** Gives up a connection that no longer answers: what is under way, and all that follows, fails as lost. */
  abandon(reason: string): void;
  /** Calls the listener for each notification, also between messages. */
  onNotification(listener: (channel: string) => void): void;
  /** Ends within two seconds, also when nobody listens at the other end. */
  close(): Promise<void>;
}

/** The connection ended before the answer; whether the message took effect is not known. */
export class SessionLostError extends Error {
  override readonly name = 'SessionLostError';

  /** `wasNext`: whether all messages before it had been answered, so that it is the one that the server was at. */
  constructor(
    message: string,
    readonly wasNext: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Wraps a connected client of `pg`. */
export function sessionOf(client: Client): Session {
  return new ClientSession(client);
}

/** The socket of a client. */
export function socketOf(client: Client): Socket {
  return connectionOf(client).stream;
}

/** What type declarations leave out of a client. */
function connectionOf(client: Client): Connection & { readonly stream: Socket } {
  return (client as unknown as { readonly connection: Connection & { readonly stream: Socket } }).connection;
}

class ClientSession implements Session {
  readonly startPid: number;
  abandoned = false;
  /** Whose answer comes next. */
  #active: MessageQuery | undefined;
  readonly #following: MessageQuery[] = [];
  #lostBecause: Error | undefined;
  #closing = false;

  constructor(private readonly client: Client) {
    // `processID` is set from BackendKeyData; the type declarations leave it out.
    this.startPid = (client as unknown as { readonly processID: number }).processID;
    client.on('error', (error) => {
      this.#lostBecause ??= error;
    });
    client.on('end', () => {
      this.#lostBecause ??= new Error('the connection ended');
    });
    client.on('notice', (notice) => this.#active?.handleNotice(notice));
  }

  get lost(): boolean {
    return this.#lostBecause !== undefined;
  }

  get waiting(): boolean {
    return this.#active !== undefined;
  }

  get bytesMoved(): number {
    const { bytesRead, bytesWritten, writableLength } = this.#stream;
    // What Node only keeps for later has not moved.
    return bytesRead + bytesWritten - writableLength;
  }

  get #stream(): Socket {
    return socketOf(this.client);
  }

  send(message: Message): Promise<MessageResult> {
    return this.#enqueue(new MessageQuery(message));
  }

  sendAhead(messages: readonly Message[]): readonly Promise<MessageResult>[] {
    const stream = this.#stream;
    stream.cork();
    try {
      return messages.map((message) => {
        const query = new MessageQuery(message);
        // They are written in their order, so when the last is, all are.
        const isNext = (this.#following.at(-1) ?? this.#active)?.isWritten;
        if (isNext && !this.lost && !this.#closing) query.write(connectionOf(this.client));
        return this.#enqueue(query);
      });
    } finally {
      stream.uncork();
    }
  }

  async rows(text: string): Promise<readonly TextRow[]> {
    const { rowSets } = await this.send({ text });
    return rowSets.at(-1) ?? [];
  }

  onNotification(listener: (channel: string) => void): void {
    this.client.on('notification', ({ channel }) => listener(channel));
  }

  async close(): Promise<void> {
    if (this.#closing) {
      return;
    }
    this.#closing = true;
    const timer = setTimeout(() => {
      this.abandoned = true;
      this.#stream.destroy();
    }, closeWithinMs);
    await this.client.end();
    clearTimeout(timer);
  }

  abandon(reason: string): void {
    if (this.lost) {
      return;
    }
    this.abandoned = true;
    this.#lostBecause = new Error(reason);
    this.#stream.destroy(this.#lostBecause);
  }

  async #enqueue(query: MessageQuery): Promise<MessageResult> {
    this.#following.push(query);
    if (!this.#active) this.#next();
    try {
      return await query.result;
    } catch (error) {
      const isEnd = error instanceof MessageError && endsSession(error.serverError);
      throw isEnd ? new SessionLostError(error.message, true, { cause: error }) : error;
    }
  }

  /** Its own queue: the driver's would send a message only when the one before it is answered. */
  #next(): void {
    this.#active = this.#following.shift();
    if (!this.#active) return;
    if (this.#closing || this.#lostBecause) {
      this.#active.refuse(new SessionLostError(this.#lostBecause?.message ?? 'the connection is closed', false));
      this.#next();
      return;
    }
    this.#active.onAnswered = (error) => this.#answered(error);
    this.client.query(this.#active);
  }

  /** Within the driver's own call, which may have the next answer at hand. */
  #answered(error: MessageError | undefined): void {
    if (error && endsSession(error.serverError)) this.#lostBecause ??= error;
    this.#next();
  }
}

/** Saying goodbye to a server that is gone must not keep the process. */
const closeWithinMs = 2_000;

/** SQLSTATEs of FATAL errors that reach a running query; the severity's text is localised, so it does not tell. */
const fatalStates = new Set(['57P01', '57P02', '57P03', '57P05', '25P03', '25P04']);

function endsSession(error: ServerError): boolean {
  // A socket error has no severity.
  return error.severity === undefined || fatalStates.has(error.code ?? '');
}

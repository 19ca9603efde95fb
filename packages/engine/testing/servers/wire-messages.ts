/** Who sent a message. */
export type Side = 'client' | 'server';

/** One message of PostgreSQL's protocol, whole, as it went over the wire. */
export interface WireMessage {
  readonly from: Side;
  /** Type byte as a letter (`Q` Query, `C` CommandComplete, `Z` ReadyForQuery …); see `startupType` for those without one. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** Kinds of the untyped messages with which a client begins. */
export type StartupType = 'startup' | 'encryption-request' | 'cancel-request';

/** Cuts a stream of bytes, in chunks of any size, into whole messages. */
export type MessageFramer = (chunk: Buffer) => readonly WireMessage[];

/**
 * A framer for what one side of a connection sends. A client begins with untyped messages (PostgreSQL docs,
 * "Message Formats": length, then a request code) until its StartupMessage; everything after it, and all that the
 * server sends, is type byte and length. The server's one-byte answer to an encryption request must not reach it.
 */
export function createFramer(from: Side): MessageFramer {
  let untyped = from === 'client';
  let pieces: Buffer[] = [];
  let size = 0;
  let needed = 0;

  return (chunk) => {
    pieces.push(chunk);
    size += chunk.length;
    // Joined only when a message is complete: one of 100 MB comes in thousands of chunks.
    if (size < needed) return [];
    let rest = Buffer.concat(pieces, size);
    const messages: WireMessage[] = [];
    for (needed = neededBytes(rest, untyped); rest.length >= needed; needed = neededBytes(rest, untyped)) {
      const bytes = rest.subarray(0, needed);
      rest = rest.subarray(needed);
      const type = untyped ? startupType(bytes) : String.fromCharCode(bytes.readUInt8(0));
      if (type === 'startup') untyped = false;
      messages.push({ from, type, bytes });
    }
    pieces = [rest];
    size = rest.length;
    return messages;
  };
}

/** SQL of a Query or Parse message; undefined for every other. */
export function sqlOf(message: WireMessage): string | undefined {
  if (message.from !== 'client') return undefined;
  if (message.type === 'Q') return textUntilZero(message.bytes, 5);
  if (message.type !== 'P') return undefined;
  const endOfName = message.bytes.indexOf(0, 5);
  return textUntilZero(message.bytes, endOfName + 1);
}

/** Command tag of a CommandComplete message (`COMMIT`, `INSERT 0 1`); undefined for every other. */
export function commandTagOf(message: WireMessage): string | undefined {
  return message.from === 'server' && message.type === 'C' ? textUntilZero(message.bytes, 5) : undefined;
}

/** Pid of the server's process in a BackendKeyData message; undefined for every other. */
export function backendPidOf(message: WireMessage): number | undefined {
  return message.from === 'server' && message.type === 'K' ? message.bytes.readInt32BE(5) : undefined;
}

/** Length of the message that the buffer begins with, or of its header while even that is not complete. */
function neededBytes(buffer: Buffer, untyped: boolean): number {
  const headerBytes = untyped ? 8 : 5;
  if (buffer.length < headerBytes) return headerBytes;
  return untyped ? buffer.readInt32BE(0) : buffer.readInt32BE(1) + 1;
}

// Request codes stand where a StartupMessage has its protocol version, which is 196608 (3.0) or a little more.
const requestTypes: ReadonlyMap<number, StartupType> = new Map([
  [80877102, 'cancel-request'],
  [80877103, 'encryption-request'], // SSLRequest
  [80877104, 'encryption-request'], // GSSENCRequest
]);

function startupType(bytes: Buffer): StartupType {
  return requestTypes.get(bytes.readInt32BE(4)) ?? 'startup';
}

function textUntilZero(bytes: Buffer, start: number): string {
  return bytes.toString('utf8', start, bytes.indexOf(0, start));
}

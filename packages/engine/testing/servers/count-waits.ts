import type { WireMessage } from './wire-messages';
import type { WireProxy } from './wire-proxy';

/**
 * Counts how often one answer had to be waited for before the next message was sent: the longest chain of messages that
 * each was sent after the answer to the one before. Over a slow link that, times the link's delay there and back, is what a
 * run waits. It counts what goes through the proxy from now on; call what it answers for the number so far.
 */
export function countWaits(proxy: Pick<WireProxy, 'watch'>): () => number {
  const unanswered = new Map<number, number[]>();
  let answered = 0;
  proxy.watch((message, connection) => {
    const awaited = unanswered.get(connection) ?? [];
    unanswered.set(connection, awaited);
    if (asks(message)) awaited.push(answered + 1);
    else if (answers(message)) answered = Math.max(answered, awaited.shift() ?? 0);
  });
  return () => answered;
}

/** The start of a connection, each part of its authentication, and a query. */
function asks({ from, type }: WireMessage): boolean {
  return from === 'client' && (type === 'startup' || type === 'p' || type === 'Q');
}

/** ReadyForQuery, and of authentication what asks for more: not its end, which ReadyForQuery follows. */
function answers({ from, type, bytes }: WireMessage): boolean {
  const isEndOfAuthentication = type === 'R' && [0, 12].includes(bytes.readInt32BE(5));
  return from === 'server' && (type === 'Z' || (type === 'R' && !isEndOfAuthentication));
}

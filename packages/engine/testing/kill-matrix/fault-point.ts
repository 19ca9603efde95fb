import type { TestDatabase } from '../servers/test-server';
import { sqlOf, type WireMessage } from '../servers/wire-messages';
import type { WireProxy } from '../servers/wire-proxy';
import type { Administrator } from './administrator';
import { type ClosedGate, closeGate, type Gate, gatesOf } from './gate';

/** A message of the client as an observed run sent it, and what the server answered. */
export interface ObservedMessage {
  /** Connections count from 0 in the order of their opening: the worker's, the lock's. */
  readonly connection: number;
  /** How many messages the client sent before it on that connection. */
  readonly index: number;
  readonly sql: string | undefined;
  readonly type: string;
  /** Type of the server's last message before the client's next; undefined when it answered nothing. */
  readonly answer: string | undefined;
  /** Connections whose server process had said that it is ready, when the client sent this. */
  readonly ready: readonly number[];
  /** Whether messages before it on that connection had left a transaction open. */
  readonly inTransaction: boolean;
}

/**
 * Moments around a message: it has not reached the server; it has, and nothing has come back; the server has done it,
 * and the client does not know yet.
 */
export const moments = ['before', 'during', 'after'] as const;
export type Moment = (typeof moments)[number];

/** A moment of a run at which it can be broken: around a message, or within one, while the server waits at a gate. */
export type FaultPoint =
  | { readonly message: ObservedMessage; readonly moment: Moment }
  | { readonly message: ObservedMessage; readonly moment: 'within'; readonly gate: Gate };

/** Collects the messages of a run from now on; call what it answers when the run has ended. */
export function observeMessages(proxy: WireProxy): () => readonly ObservedMessage[] {
  const observed: { -readonly [K in keyof ObservedMessage]: ObservedMessage[K] }[] = [];
  const ready = new Set<number>();
  const inTransaction = new Set<number>();
  proxy.watch((message, connection) => {
    const ofConnection = observed.filter((other) => other.connection === connection);
    if (message.from === 'client') {
      const { type } = message;
      const index = ofConnection.length;
      const isInTransaction = inTransaction.has(connection);
      const sql = sqlOf(message);
      observed.push({
        connection,
        index,
        type,
        sql,
        answer: undefined,
        ready: [...ready],
        inTransaction: isInTransaction,
      });
      return;
    }
    const last = ofConnection.at(-1);
    if (last) last.answer = message.type;
    if (message.type !== 'Z') return;
    ready.add(connection);
    // ReadyForQuery ends with the state of the transaction: I, T, or E for one that failed.
    if (message.bytes.at(-1) === 'I'.charCodeAt(0)) inTransaction.delete(connection);
    else inTransaction.add(connection);
  });
  return () => observed;
}

/** Of the messages of pg_dump, which all read, one in so many is a point. */
const readingStride = 25;

/** All moments of a run that can be told apart; of pg_dump's messages, of a few. */
export function deriveFaultPoints(messages: readonly ObservedMessage[]): readonly FaultPoint[] {
  const points = messages.filter(({ connection, index }) => connection < 2 || index % readingStride === 0);
  return points.flatMap((message) => [
    ...moments
      .filter((moment) => moment === 'before' || message.answer !== undefined)
      .map((moment) => ({ message, moment })),
    ...gatesOf(message).map((gate) => ({ message, moment: 'within', gate }) as const),
  ]);
}

/** A run stopped at a point. */
export interface StoppedRun {
  readonly reached: Promise<void>;
  /** Lets the server go on with a message within which it was stopped. */
  openGate(): Promise<void>;
  /** Delivers what was held. */
  release(): void;
}

/** What a point within a message needs to stop the server there. */
export interface StopTools {
  readonly proxy: WireProxy;
  readonly database: TestDatabase;
  readonly admin: Administrator;
}

/** Stops the next run through the proxy at that point: nothing more is forwarded in the direction that it concerns. */
export function stopAt(point: FaultPoint, tools: StopTools): StoppedRun {
  let seen = -1;
  const isMessage = (passing: WireMessage, connection: number): boolean => {
    if (connection !== point.message.connection || passing.from !== 'client') return false;
    seen += 1;
    return seen === point.message.index;
  };
  return point.moment === 'within'
    ? stopWithin(point.gate, isMessage, tools)
    : stopAround(point.moment, isMessage, point.message, tools.proxy);
}

type IsMessage = (passing: WireMessage, connection: number) => boolean;

function stopAround(moment: Moment, isMessage: IsMessage, message: ObservedMessage, proxy: WireProxy): StoppedRun {
  const openGate = async (): Promise<void> => {};
  if (moment === 'before') {
    const held = proxy.intercept({ when: isMessage, action: 'hold' });
    return { reached: held.happened, openGate, release: held.release.bind(held) };
  }
  const held = proxy.intercept({ when: isMessage, action: 'hold-answer' });
  const release = held.release.bind(held);
  if (moment === 'during') return { reached: held.happened, openGate, release };
  let forwarded = false;
  void held.happened.then(() => (forwarded = true));
  const answered = proxy.intercept({
    when: (passing, connection) =>
      forwarded && connection === message.connection && passing.from === 'server' && passing.type === message.answer,
    action: 'hold',
  });
  return { reached: answered.happened, openGate, release };
}

/** The gate is closed only when the message is there: what the run reads before must not wait. */
function stopWithin(gate: Gate, isMessage: IsMessage, { proxy, database, admin }: StopTools): StoppedRun {
  const held = proxy.intercept({ when: isMessage, action: 'hold' });
  let closed: ClosedGate | undefined;
  const reached = held.happened.then(async () => {
    closed = await closeGate(gate, database, admin);
    held.release();
    await closed.waited();
  });
  return { reached, openGate: async () => closed?.open(), release: () => {} };
}

/** `worker, message 7 (step 002_rows), before it reaches the server`. */
export function describePoint(point: FaultPoint): string {
  const { message } = point;
  const connection = ['worker', 'lock', 'backup'][message.connection] ?? `connection ${message.connection}`;
  const when = point.moment === 'within' ? `within it, ${point.gate.name}` : momentWords[point.moment];
  return `${connection}, message ${message.index + 1} (${describeMessage(message)}), ${when}`;
}

const momentWords: Readonly<Record<Moment, string>> = {
  before: 'before the server has it',
  during: 'before the server answers',
  after: 'after the server did it',
};

/** What a message is for, by what it holds; the first that fits. */
const purposes: readonly (readonly [string, RegExp])[] = [
  ['ask what the server is', /server_version_num/],
  ['create the history', /CREATE SCHEMA pgrestify/],
  ['create the functions for steps', /CREATE OR REPLACE FUNCTION pgrestify/],
  ['drop everything', /DROP SCHEMA IF EXISTS/],
  ['mark a statement as started', /pg_advisory_lock\(/],
  ['mark a statement as done', /^BEGIN[\s\S]*pg_advisory_unlock\(/],
  ['run and record', /^BEGIN ISOLATION LEVEL/],
  ['record the run', /'(run|reset)', NULL/],
  ['record a failure', /INSERT INTO pgrestify\.migration_events/],
  ['take the run lock', /pg_try_advisory/],
  ['look for an index', /pgrestify\.relation/],
  ['read history', /FROM pgrestify\.migrations WHERE/],
];

/** Whether a message belongs to the opening of its connection. */
export function isConnecting({ type }: ObservedMessage): boolean {
  return type === 'startup' || type === 'p';
}

function describeMessage({ type, sql, index }: ObservedMessage): string {
  if (sql === undefined) {
    return type === 'X' ? 'say goodbye' : index === 0 ? 'connect' : type === 'p' ? 'authenticate' : 'COPY data';
  }
  const [purpose] = purposes.find(([, pattern]) => pattern.test(sql)) ?? [sql.slice(0, 50).replace(/\s+/g, ' ')];
  const id = /'((?:\d{3}_|functions\/|schemas\/|repeatable\/)[\w./]+)'/.exec(sql)?.[1];
  return id === undefined ? purpose : `${purpose} ${id}`;
}

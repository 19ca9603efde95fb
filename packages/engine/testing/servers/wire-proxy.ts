import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { backendPidOf, createFramer, type WireMessage } from './wire-messages';

/** What went over a connection. */
export interface Traffic {
  /** ReadyForQuery messages of the server, the one that ends connecting included. */
  readonly roundTrips: number;
  readonly bytesToServer: number;
  readonly bytesToClient: number;
}

/** One connection through the proxy. */
export interface ConnectionTraffic extends Traffic {
  /** Pid of the server's process for it, once the server has told it. */
  readonly backendPid: number | undefined;
}

/** Called with each message before it is forwarded; connections count from 0 in the order in which they were opened. */
export type MessageListener = (message: WireMessage, connection: number) => void;

/** A moment in the protocol, and what the proxy does to that connection then. Happens once. */
export interface Interception {
  /** True for the message at which it happens. Only `hold-answer` forwards that message. */
  readonly when: (message: WireMessage, connection: number) => boolean;
  /**
   * - `cut`: both ends are reset, as by a firewall that forgets a connection.
   * - `freeze`: both ends stay open and nothing is forwarded any more, as on a network that drops packets.
   * - `hold`: this message and all that follow it from the same side are kept, even when that side goes away, until
   *   `release`; as what a killed client had sent stays in the server's buffer.
   * - `hold-answer`: this message is forwarded, and all that comes from the other side is kept until `release`.
   */
  readonly action: 'cut' | 'freeze' | 'hold' | 'hold-answer';
}

/** An interception that was asked for. */
export interface Intercepted {
  /** Resolves when it happened. */
  readonly happened: Promise<void>;
  /** Delivers what a `hold` kept; does nothing otherwise. */
  release(): void;
}

/** A loopback proxy in front of a server, for tests that count round trips or break connections. */
export interface WireProxy {
  readonly host: string;
  readonly port: number;
  /** Traffic of each connection in the order in which they were opened, closed ones included. */
  connections(): readonly ConnectionTraffic[];
  /** Sums over all connections. */
  traffic(): Traffic;
  intercept(interception: Interception): Intercepted;
  /** Tells of every message from now on. */
  watch(listener: MessageListener): void;
  /** Does to a connection, at once, what an interception does at a message. */
  act(action: 'cut' | 'freeze', connection: number): void;
  /** Ends every connection at once and stops listening. */
  close(): Promise<void>;
}

export interface WireProxyOptions {
  /** Added to each round trip, on the way to the server. Default 0. */
  readonly latencyMs?: number;
}

/**
 * Starts a proxy on a free loopback port in front of the PostgreSQL server at that address. It speaks no TLS: an
 * encryption request is answered with no, so a client that insists on it fails. Messages are forwarded whole.
 */
export async function startWireProxy(
  target: { readonly host: string; readonly port: number },
  options: WireProxyOptions = {},
): Promise<WireProxy> {
  const connections: ProxiedConnection[] = [];
  const armed = new Set<ArmedInterception>();
  const listeners: MessageListener[] = [];

  // Half-open, so that a frozen connection does not end by itself when one side has said its last.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: target.port, host: target.host, allowHalfOpen: true });
    const sockets = { index: connections.length, client, upstream };
    connections.push(new ProxiedConnection(sockets, armed, listeners, options.latencyMs ?? 0));
  });
  const port = await listen(server);

  return {
    host: '127.0.0.1',
    port,
    connections: () => connections.map((connection) => connection.traffic),
    traffic: () => connections.map((connection) => connection.traffic).reduce(sum, noTraffic),
    intercept(interception) {
      const intercepted = new ArmedInterception(interception);
      armed.add(intercepted);
      return intercepted;
    },
    watch: (listener) => void listeners.push(listener),
    act: (action, connection) => connections[connection]?.act(action),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.reset();
      await closed;
    },
  };
}

const noTraffic: Traffic = { roundTrips: 0, bytesToServer: 0, bytesToClient: 0 };

function sum(left: Traffic, right: Traffic): Traffic {
  return {
    roundTrips: left.roundTrips + right.roundTrips,
    bytesToServer: left.bytesToServer + right.bytesToServer,
    bytesToClient: left.bytesToClient + right.bytesToClient,
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

class ArmedInterception implements Intercepted {
  readonly happened: Promise<void>;
  private tellHappened: () => void = () => {};
  private deliver: () => void = () => {};

  constructor(readonly interception: Interception) {
    this.happened = new Promise((resolve) => {
      this.tellHappened = resolve;
    });
  }

  happen(deliver: () => void): void {
    this.deliver = deliver;
    this.tellHappened();
  }

  release(): void {
    this.deliver();
  }
}

/** One client's connection and ours to the server for it. */
class ProxiedConnection {
  traffic: ConnectionTraffic = { ...noTraffic, backendPid: undefined };
  private readonly lanes: Readonly<Record<WireMessage['from'], Lane>>;

  constructor(
    private readonly sockets: { readonly index: number; readonly client: Socket; readonly upstream: Socket },
    private readonly armed: Set<ArmedInterception>,
    private readonly listeners: readonly MessageListener[],
    latencyMs: number,
  ) {
    const { client, upstream } = sockets;
    this.lanes = { client: new Lane(upstream, latencyMs), server: new Lane(client, 0) };
    this.read('client', client);
    this.read('server', upstream);
  }

  reset(): void {
    this.sockets.client.resetAndDestroy();
    this.sockets.upstream.resetAndDestroy();
  }

  act(action: 'cut' | 'freeze'): void {
    switch (action) {
      case 'cut':
        this.reset();
        return;
      case 'freeze':
        this.lanes.client.hold();
        this.lanes.server.hold();
        return;
    }
  }

  private read(from: WireMessage['from'], socket: Socket): void {
    const frame = createFramer(from);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      for (const message of frame(chunk)) this.pass(message);
    });
    // 'close' follows every 'error'; either is all that the other end needs to know.
    socket.on('error', () => {});
    socket.on('end', () => this.lanes[from].end());
    socket.on('close', () => this.lanes[from].end());
  }

  private pass(message: WireMessage): void {
    if (message.type === 'encryption-request') {
      this.sockets.client.write('N');
      return;
    }
    for (const listener of this.listeners) listener(message, this.sockets.index);
    this.intercept(message);
    this.lanes[message.from].send(message.bytes);
    this.count(message);
  }

  private intercept(message: WireMessage): void {
    for (const armed of this.armed) {
      if (!armed.interception.when(message, this.sockets.index)) continue;
      this.armed.delete(armed);
      armed.happen(this.actOn(armed.interception.action, message.from));
    }
  }

  /** Does it, and returns how to undo it. */
  private actOn(action: Interception['action'], from: WireMessage['from']): () => void {
    switch (action) {
      case 'cut':
      case 'freeze':
        this.act(action);
        return () => {};
      case 'hold':
        return this.holdLane(from);
      case 'hold-answer':
        return this.holdLane(from === 'client' ? 'server' : 'client');
    }
  }

  private holdLane(from: WireMessage['from']): () => void {
    this.lanes[from].hold();
    return () => this.lanes[from].release();
  }

  private count(message: WireMessage): void {
    const { roundTrips, bytesToServer, bytesToClient, backendPid } = this.traffic;
    const bytes = message.bytes.length;
    this.traffic =
      message.from === 'client'
        ? { backendPid, roundTrips, bytesToServer: bytesToServer + bytes, bytesToClient }
        : {
            backendPid: backendPidOf(message) ?? backendPid,
            roundTrips: roundTrips + (message.type === 'Z' ? 1 : 0),
            bytesToServer,
            bytesToClient: bytesToClient + bytes,
          };
  }
}

/** One direction of a connection: what goes to a socket, in order, after a delay, or held. */
class Lane {
  private held: (() => void)[] | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly delayMs: number,
  ) {}

  send(bytes: Buffer): void {
    this.inOrder(() => this.socket.write(bytes));
  }

  end(): void {
    this.inOrder(() => this.socket.end());
  }

  hold(): void {
    this.held ??= [];
  }

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const act of held) act();
  }

  private inOrder(act: () => void): void {
    if (this.held) this.held.push(act);
    // Timers of one duration fire in the order in which they were set.
    else if (this.delayMs > 0) setTimeout(act, this.delayMs);
    else act();
  }
}

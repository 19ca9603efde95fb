import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createFramer, type WireMessage } from './wire-messages';

/** What went over a connection. */
export interface Traffic {
  /** ReadyForQuery messages of the server, the one that ends connecting included. */
  readonly roundTrips: number;
  readonly bytesToServer: number;
  readonly bytesToClient: number;
}

/** A moment in the protocol, and what the proxy does to that connection then. Happens once. */
export interface Interception {
  /** True for the message at which it happens. That message is not forwarded. */
  readonly when: (message: WireMessage) => boolean;
  /**
   * - `cut`: both ends are reset, as by a firewall that forgets a connection.
   * - `freeze`: both ends stay open and nothing is forwarded any more, as on a network that drops packets.
   * - `hold`: this message and all that follow it from the same side are kept, even when that side goes away, until
   *   `release`; as what a killed client had sent stays in the server's buffer.
   */
  readonly action: 'cut' | 'freeze' | 'hold';
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
  connections(): readonly Traffic[];
  /** Sums over all connections. */
  traffic(): Traffic;
  intercept(interception: Interception): Intercepted;
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

  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    connections.push(new ProxiedConnection(client, upstream, armed, options.latencyMs ?? 0));
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
  traffic: Traffic = noTraffic;
  private readonly lanes: Readonly<Record<WireMessage['from'], Lane>>;

  constructor(
    private readonly client: Socket,
    private readonly upstream: Socket,
    private readonly armed: Set<ArmedInterception>,
    latencyMs: number,
  ) {
    this.lanes = { client: new Lane(upstream, latencyMs), server: new Lane(client, 0) };
    this.read('client', client);
    this.read('server', upstream);
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.upstream.resetAndDestroy();
  }

  private read(from: WireMessage['from'], socket: Socket): void {
    const frame = createFramer(from);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      for (const message of frame(chunk)) this.pass(message);
    });
    // 'close' follows every 'error', and is all that the other end needs to know.
    socket.on('error', () => {});
    socket.on('close', () => this.lanes[from].end());
  }

  private pass(message: WireMessage): void {
    if (message.type === 'encryption-request') {
      this.client.write('N');
      return;
    }
    this.intercept(message);
    this.lanes[message.from].send(message.bytes);
    this.count(message);
  }

  private intercept(message: WireMessage): void {
    for (const armed of this.armed) {
      if (!armed.interception.when(message)) continue;
      this.armed.delete(armed);
      armed.happen(this.act(armed.interception.action, message.from));
    }
  }

  /** Does it, and returns how to undo it. */
  private act(action: Interception['action'], from: WireMessage['from']): () => void {
    switch (action) {
      case 'cut':
        this.reset();
        return () => {};
      case 'freeze':
        this.lanes.client.hold();
        this.lanes.server.hold();
        return () => {};
      case 'hold':
        this.lanes[from].hold();
        return () => this.lanes[from].release();
    }
  }

  private count(message: WireMessage): void {
    const { roundTrips, bytesToServer, bytesToClient } = this.traffic;
    const bytes = message.bytes.length;
    this.traffic =
      message.from === 'client'
        ? { roundTrips, bytesToServer: bytesToServer + bytes, bytesToClient }
        : {
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

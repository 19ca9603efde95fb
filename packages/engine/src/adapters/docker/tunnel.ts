import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { EngineError } from '../../errors';
import type { Container } from './container';
import { describeStartError } from './run-program';
import { sidecarArguments, sidecarName } from './sidecar';

/** What a tunnel goes through, and where to. */
export interface TunnelRoute {
  /** The server's container. */
  readonly container: Pick<Container, 'id' | 'name' | 'image' | 'imageName' | 'volumePaths'>;
  /** Of `docker run`: `container:<id>`, or a network's name. */
  readonly network: string;
  readonly host: string;
  readonly port: number;
}

/**
 * A connection to a server that is reached from a container only: bytes go through a sidecar, a container of the server's
 * own image whose shell copies between its standard streams and a socket. Not through `docker exec` in the server's
 * container: what is orphaned there and dies by a signal is reaped by postgres, its process 1, which takes it for a
 * crashed backend and restarts the server (measured with PostgreSQL 15).
 *
 * The sidecar ends when its input does, so also when this process is killed (measured: the session is gone within 0.1 s).
 * Fits `pg`'s `stream`. Fails with EngineError TUNNEL_FAILED, or DOCKER_MISSING.
 */
export function openTunnel(route: TunnelRoute): Duplex {
  return new Tunnel(route);
}

class Tunnel extends Duplex {
  bytesRead = 0;
  #bytesHandedOn = 0;
  readonly #child: ChildProcessWithoutNullStreams;
  #stderr = '';
  #outputEnded = false;
  #weEnded = false;

  constructor(private readonly route: TunnelRoute) {
    super({ allowHalfOpen: false });
    // Of a process group of its own, which Ctrl-C at a terminal does not reach.
    const child = spawn('docker', tunnelArguments(route), { env: process.env, stdio: 'pipe', detached: true });
    this.#child = child;
    child.stdout.on('data', (bytes: Buffer) => {
      this.bytesRead += bytes.length;
      if (!this.push(bytes)) child.stdout.pause();
    });
    child.stdout.once('end', () => {
      this.#outputEnded = true;
      if (this.#weEnded) this.push(null);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-maxStderr);
    });
    child.once('error', (error) => this.destroy(describeStartError('docker', error)));
    child.once('close', (code) => this.#handleEnd(code ?? 1));
    // What is written to a sidecar that is gone: its end is told by `close`.
    child.stdin.on('error', () => {});
  }

  /** As of a socket: with what is kept for later. */
  get bytesWritten(): number {
    return this.#bytesHandedOn + this.writableLength;
  }

  /** `pg` connects its stream; this one is on its way, and what is written meanwhile is kept. */
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  /** What `pg` sets on sockets; the engine's own ways to notice a silent peer hold here too. */
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.#child.ref();
    return this;
  }

  unref(): this {
    this.#child.unref();
    return this;
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(bytes, (error) => {
      if (!error) this.#bytesHandedOn += bytes.length;
      // A failure is told once, with the sidecar's reason, when it has ended.
      done();
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#weEnded = true;
    this.#child.stdin.end();
    if (this.#outputEnded) this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    // It removes its container without us.
    this.#child.unref();
    done(error);
  }

  #handleEnd(code: number): void {
    if (this.destroyed) return;
    if (code === 0 || this.#weEnded) this.push(null);
    else this.destroy(describeSidecarEnd(code, this.#stderr, this.route));
  }
}

/** Enough for what docker and a shell say. */
const maxStderr = 4_000;

/** The sidecar's exit code when the server does not take the connection: EX_UNAVAILABLE of sysexits.h. */
const notConnected = 69;

/**
 * Copies both ways until either side ends. In bash, commands in the background read /dev/null unless told otherwise, and
 * the end of the shell, which is the sidecar's process 1, ends the other copy.
 */
const copyScript = `exec 3<>"/dev/tcp/$1/$2" || exit ${notConnected}
cat <&0 >&3 &
cat <&3 &
wait -n`;

function tunnelArguments({ container, network, host, port }: TunnelRoute): readonly string[] {
  return sidecarArguments({
    beside: container,
    network,
    input: 'open',
    // Ctrl-C is for the run, which cancels its statement over this very connection.
    signals: 'kept',
    script: copyScript,
    args: [host, String(port)],
  });
}

function describeSidecarEnd(code: number, stderr: string, { container, host, port, network }: TunnelRoute): Error {
  const lines = stderr.trim().split('\n');
  const said = (lines.find((line) => /error|refused|timed out|no route/i.test(line)) ?? lines.at(-1) ?? '')
    .replace(/^docker: (Error response from daemon: )?/, '')
    .replace(new RegExp(`^${sidecarName}: (connect: )?`), '')
    .replace(/\.$/, '');
  switch (code) {
    case notConnected:
      return new EngineError(
        'CONNECTION_FAILED',
        `The server in the container does not answer at ${host}:${port}: ${said}.`,
        {
          hint: `Wait until it has started; \`docker logs ${container.name}\` tells. A port other than 5432 is set in the config.`,
        },
      );
    case 126:
    case 127:
      return new EngineError(
        'TUNNEL_FAILED',
        `Image ${container.imageName} has no bash, which the tunnel to its server needs: ${said}.`,
        {
          hint: "Publish the server's port, as `ports: ['127.0.0.1:5432:5432']`.",
        },
      );
    default:
      return new EngineError('TUNNEL_FAILED', `The tunnel through ${network} ended with ${code}: ${said}.`, {
        hint: 'See that the container runs (`docker ps`), then run again.',
      });
  }
}

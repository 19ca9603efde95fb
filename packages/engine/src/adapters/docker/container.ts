import { EngineError } from '../../errors';
import { runDocker, runProgram } from './run-program';

/** What is read of a container. */
export interface Container {
  readonly id: string;
  readonly name: string;
  /** Id of its image, so that nothing is ever pulled. */
  readonly image: string;
  /** Its image by name, for messages. */
  readonly imageName: string;
  /** `running`, `paused`, `created`, `restarting`, `exited`, … */
  readonly state: string;
  /** Why it could not be started, in the engine's words; empty when it could. */
  readonly problem: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its environment: holds secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Paths at which its image wants volumes. */
  readonly volumePaths: readonly string[];
  /** Its address in each of its networks; empty in that of the host, and while it does not run. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Where the ports of its own are published, by `5432/tcp`. */
  readonly publishedPorts: Readonly<Record<string, readonly PublishedPort[]>>;
}

export interface PublishedPort {
  readonly host: string;
  readonly port: number;
}

/** Containers by their ids or names. Throws CONTAINER_UNKNOWN when one does not exist. */
export async function inspectContainers(names: readonly string[]): Promise<readonly Container[]> {
  if (names.length === 0) return [];
  const { code, stdout, stderr } = await runProgram('docker', ['container', 'inspect', '--', ...names]);
  if (code === 0) return parseContainers(stdout);
  throw new EngineError('CONTAINER_UNKNOWN', `There is no container ${missingOf(stderr) ?? names.join(', ')}.`, {
    hint: `Use one of these names: ${(await listContainerNames()).join(', ') || '(there are no containers)'}.`,
  });
}

function missingOf(stderr: string): string | undefined {
  return /no such container: (\S+)/i.exec(stderr)?.[1];
}

async function listContainerNames(): Promise<readonly string[]> {
  const text = await runDocker(['container', 'ls', '--all', '--format', '{{.Names}}']);
  return text.split('\n').filter((name) => name !== '');
}

/** Of `docker container inspect`, as far as it is read; engines leave out what does not apply. */
interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly State: { readonly Status: string; readonly Error?: string };
  readonly Config: {
    readonly Image?: string;
    readonly Env?: readonly string[] | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
  };
  readonly NetworkSettings: {
    readonly Networks?: Readonly<
      Record<string, { readonly IPAddress?: string; readonly GlobalIPv6Address?: string }>
    > | null;
    readonly Ports?: Readonly<Record<string, readonly { HostIp?: string; HostPort?: string }[] | null>> | null;
  };
}

function parseContainers(json: string): readonly Container[] {
  // The parse boundary: the engine's API promises this shape.
  return (JSON.parse(json) as readonly Inspected[]).map((inspected) => {
    const { Config, NetworkSettings, State } = inspected;
    return {
      id: inspected.Id,
      name: inspected.Name.replace(/^\//, ''),
      image: inspected.Image,
      imageName: Config.Image ?? inspected.Image,
      state: State.Status,
      problem: State.Error ?? '',
      labels: Config.Labels ?? {},
      environment: Object.fromEntries((Config.Env ?? []).map(splitVariable)),
      volumePaths: Object.keys(Config.Volumes ?? {}),
      addresses: Object.fromEntries(
        Object.entries(NetworkSettings.Networks ?? {}).map(([name, network]) => [
          name,
          network.IPAddress || network.GlobalIPv6Address || '',
        ]),
      ),
      publishedPorts: Object.fromEntries(
        Object.entries(NetworkSettings.Ports ?? {}).map(([name, bindings]) => [
          name,
          (bindings ?? []).map(({ HostIp = '', HostPort = '' }) => ({ host: HostIp, port: Number(HostPort) })),
        ]),
      ),
    };
  });
}

function splitVariable(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

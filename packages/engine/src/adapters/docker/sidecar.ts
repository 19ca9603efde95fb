import type { Container } from './container';

/** A container of the server's own image, beside the server. */
export interface Sidecar {
  /** The server's container. */
  readonly beside: Pick<Container, 'id' | 'image' | 'volumePaths'>;
  /** Of `docker run`: `container:<id>`, a network's name, or `none`. */
  readonly network: string;
  /** `open` hands standard input on; the sidecar is then told when it ends, also by the end of this process. */
  readonly input: 'open' | 'none';
  /** Whether signals that reach docker are sent on to the sidecar. */
  readonly signals: 'sent-on' | 'kept';
  /** Names of variables that it is given; their values are those of docker's own environment, so in no command line. */
  readonly variables?: readonly string[];
  /** Run by bash, its process 1, which ignores signals unless it traps them. */
  readonly script: string;
  /** `$1` and so on of the script. */
  readonly args: readonly string[];
}

/** On every sidecar, with the id of the container that it is for. */
export const sidecarLabel = 'dev.pgrestify.sidecar';

/** What it is called in messages of its shell. */
export const sidecarName = 'sidecar';

/**
 * Arguments of `docker` that run a sidecar. It is removed when it ends, leaves no volume and no log, may write nothing,
 * and has no rights. Its image is there already, since the server runs from it.
 */
export function sidecarArguments(sidecar: Sidecar): readonly string[] {
  const { beside, network, input, signals, variables = [], script, args } = sidecar;
  return [
    ...['run', '--rm', `--sig-proxy=${signals === 'sent-on'}`],
    ...(input === 'open' ? ['--interactive'] : []),
    ...['--log-driver=none', '--cap-drop=ALL', '--read-only', '--no-healthcheck'],
    `--label=${sidecarLabel}=${beside.id}`,
    `--network=${network}`,
    // Where the image wants a volume, memory is as good, and nothing of it is left behind.
    ...beside.volumePaths.map((path) => `--tmpfs=${path}`),
    ...variables.map((name) => `--env=${name}`),
    ...['--entrypoint=bash', beside.image, '-c', script, sidecarName, ...args],
  ];
}

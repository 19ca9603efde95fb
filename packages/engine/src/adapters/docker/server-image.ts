import type { ShadowServer } from '../../config/settings';
import { EngineError } from '../../errors';
import { type ComposeFolders, findServiceContainer } from './find-container';
import { runProgram } from './run-program';

/** Where an image is named. */
export type ImageSource = Extract<ShadowServer, { readonly kind: 'docker' }>['source'];

/** The image of a PostgreSQL server, as it is on this machine. */
export interface ServerImage {
  readonly id: string;
  readonly name: string;
  /** PostgreSQL major, as the image says it; undefined when it does not. */
  readonly major: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Paths at which it wants volumes. */
  readonly volumePaths: readonly string[];
  /** What a container of it runs. */
  readonly command: readonly string[];
}

/**
 * The image of that name, or of that compose service's container, which need not run. Nothing is pulled. Throws
 * IMAGE_MISSING, the errors of Docker and, of a service, of compose.
 */
export async function findServerImage(source: ImageSource, folders: ComposeFolders): Promise<ServerImage> {
  if (source.kind === 'image') return inspectImage(source.name, source.name);
  const { image, imageName } = await findServiceContainer(source.name, folders);
  return inspectImage(image, imageName);
}

/** Of `docker image inspect`, as far as it is read. */
interface InspectedImage {
  readonly Id: string;
  readonly Config?: {
    readonly Env?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
  } | null;
}

async function inspectImage(image: string, name: string): Promise<ServerImage> {
  const { code, stdout } = await runProgram('docker', ['image', 'inspect', '--', image]);
  // The parse boundary: the engine's API promises this shape.
  const [inspected] = code === 0 ? (JSON.parse(stdout) as readonly InspectedImage[]) : [];
  if (!inspected) {
    throw new EngineError('IMAGE_MISSING', `The image ${name} is not on this machine.`, {
      hint: `Run \`docker pull ${name}\`, or correct \`shadow.image\` of the config.`,
      fields: { image: name },
    });
  }
  const { Env, Cmd, Volumes } = inspected.Config ?? {};
  const environment = Object.fromEntries((Env ?? []).map((text) => text.split(/=(.*)/s, 2)));
  const major = Number.parseInt(environment.PG_MAJOR ?? '', 10);
  return {
    id: inspected.Id,
    name,
    major: Number.isNaN(major) ? undefined : major,
    environment,
    volumePaths: Object.keys(Volumes ?? {}),
    command: Cmd ?? [],
  };
}

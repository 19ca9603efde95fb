import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import type { DockerDatabase } from '../../config/settings';
import { EngineError } from '../../errors';
import { type Compose, openCompose } from './compose';
import { type Container, inspectContainers } from './container';

/** Where compose files are looked for, in this order. */
export interface ComposeFolders {
  readonly projectRootPath: string;
  readonly workspacePath: string;
}

/**
 * The running container that a database's settings mean. Throws CONTAINER_UNKNOWN, SERVICE_UNKNOWN with the services
 * that there are, CONTAINER_STOPPED and CONTAINER_PAUSED with the command that mends it, CONTAINER_FOREIGN for one
 * of another file, and what `openCompose` throws.
 */
export async function findContainer(
  { source }: DockerDatabase,
  { projectRootPath, workspacePath }: ComposeFolders,
): Promise<Container> {
  if (source.kind === 'container') return inspectRunning(source.name);
  const folders = [...new Set([projectRootPath, workspacePath])];
  const compose = await openCompose(folders, workspacePath);
  const container = await findOfService(compose, source.name);
  return requireRunning(container, {
    start: compose.typed(`up -d ${source.name}`),
    unpause: compose.typed(`unpause ${source.name}`),
  });
}

/** A container by its id or name, as it is now. Throws CONTAINER_UNKNOWN, CONTAINER_STOPPED and CONTAINER_PAUSED. */
export async function inspectRunning(name: string): Promise<Container> {
  const [container] = await inspectContainers([name]);
  if (!container) throw new EngineError('CONTAINER_UNKNOWN', `There is no container ${name}.`);
  const { name: called } = container;
  return requireRunning(container, { start: `\`docker start ${called}\``, unpause: `\`docker unpause ${called}\`` });
}

/**
 * The container of a compose service, in whatever state. Throws CONTAINER_STOPPED when there is none, and otherwise as
 * `findContainer`.
 */
export async function findServiceContainer(
  service: string,
  { projectRootPath, workspacePath }: ComposeFolders,
): Promise<Container> {
  const folders = [...new Set([projectRootPath, workspacePath])];
  return findOfService(await openCompose(folders, workspacePath), service);
}

const label = (name: string) => `com.docker.compose.${name}`;

/** Of several copies of a service, the first. */
async function findOfService(compose: Compose, service: string): Promise<Container> {
  const containers = await inspectContainers(compose.containerIds);
  const [first] = containers
    .filter(({ labels }) => labels[label('service')] === service && labels[label('oneoff')] !== 'True')
    .sort((one, other) => numberOf(one) - numberOf(other));
  if (first) return requireOwn(first, compose);
  const services = await compose.services();
  if (!services.includes(service)) {
    throw new EngineError('SERVICE_UNKNOWN', `${compose.fileRelativePath} has no service "${service}".`, {
      hint: `Use one of its services: ${services.join(', ') || '(it has none)'}.`,
      fields: { service, services },
    });
  }
  throw new EngineError('CONTAINER_STOPPED', `Service ${service} does not run: it has no container.`, {
    hint: `Run ${compose.typed(`up -d ${service}`)}.`,
    fields: { service },
  });
}

/**
 * Compose tells projects apart by their names alone, and by default takes that of the folder: `packages/api` of two work
 * trees are one to it, and a run would reach the database of the other.
 */
function requireOwn(container: Container, { folderPath, fileRelativePath, typed }: Compose): Container {
  const startedIn = container.labels[label('project.working_dir')];
  const startedWith = container.labels[label('project.config_files')] ?? '';
  const isOwn =
    startedIn === undefined ||
    [startedIn, ...startedWith.split(',').filter(isAbsolute).map(dirname)].some(
      (path) => realPathOf(path) === folderPath,
    );
  if (isOwn) return container;
  const project = container.labels[label('project')];
  throw new EngineError(
    'CONTAINER_FOREIGN',
    `Container ${container.name} was started in ${startedIn}, whose compose project is called "${project}" too.`,
    {
      hint: `Set COMPOSE_PROJECT_NAME in .env beside ${fileRelativePath} and run ${typed('up -d')}; if it is the right one, name it in the config: database: { kind: "docker", container: "${container.name}" }.`,
      fields: { container: container.name, startedIn, project },
    },
  );
}

function realPathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

function numberOf({ labels }: Container): number {
  return Number(labels[label('container-number')] ?? 0);
}

function requireRunning(
  container: Container,
  commands: { readonly start: string; readonly unpause: string },
): Container {
  const { name, state, problem } = container;
  if (state === 'running') return container;
  if (state === 'paused') {
    throw new EngineError('CONTAINER_PAUSED', `Container ${name} is paused.`, {
      hint: `Run ${commands.unpause}.`,
      fields: { container: name },
    });
  }
  const because = problem === '' ? '' : `: ${problem}`;
  throw new EngineError('CONTAINER_STOPPED', `Container ${name} does not run, it is ${state}${because}.`, {
    hint: `Run ${commands.start}; \`docker logs ${name}\` tells why it ended.`,
    fields: { container: name, state },
  });
}

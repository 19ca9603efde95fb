import { runDocker, runProgram } from './run-program';
import type { ServerImage } from './server-image';

/** A server of one's own in a container. */
export interface ServerContainer {
  readonly image: ServerImage;
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string;
  readonly password: string;
  /** Made by the image's entrypoint, with what its scripts put there. */
  readonly database: string;
  /** Over those of the server. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Starts it, with its data in memory and its port published on a free port of this machine alone; whether it serves is not
 * waited for. Gives its id. Throws the errors of Docker.
 */
export async function startServerContainer(server: ServerContainer): Promise<string> {
  const { image, labels, settings } = server;
  const variables = {
    POSTGRES_USER: server.user,
    POSTGRES_PASSWORD: server.password,
    POSTGRES_DB: server.database,
    POSTGRES_INITDB_ARGS: [image.environment.POSTGRES_INITDB_ARGS, '--no-sync'].filter(Boolean).join(' '),
  };
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const takesSettings = image.command[0]?.split('/').at(-1) === 'postgres';
  const args = [
    ...['run', '--detach', '--publish=127.0.0.1::5432'],
    ...Object.entries(labels).map(([name, value]) => `--label=${name}=${value}`),
    ...image.volumePaths.map((path) => `--tmpfs=${path}:rw`),
    // Their values are those of docker's own environment, so that no password stands in a command line.
    ...Object.keys(variables).map((name) => `--env=${name}`),
    image.id,
    ...(takesSettings ? [...image.command, ...given] : []),
  ];
  return (await runDocker(args, { env: { ...process.env, ...variables } })).trim();
}

/** Removes it, running or not, with its volumes. That it is gone is fine. */
export async function removeContainer(id: string): Promise<void> {
  await runProgram('docker', ['rm', '--force', '--volumes', '--', id]);
}

/** Ids of the containers with that label, running or not. */
export async function listLabelled(label: string): Promise<readonly string[]> {
  const text = await runDocker(['ps', '--all', '--quiet', '--no-trunc', `--filter=label=${label}`]);
  return text.split('\n').filter(Boolean);
}

/** The last lines that a container has logged. */
export async function readLastLog(id: string): Promise<string> {
  const { stdout, stderr } = await runProgram('docker', ['logs', '--tail=3', '--', id]);
  return `${stdout}${stderr}`.trim().split('\n').join(' / ');
}

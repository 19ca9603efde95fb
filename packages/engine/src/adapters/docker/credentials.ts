import type { DockerDatabase } from '../../config/settings';
import type { Container } from './container';
import { runProgram } from './run-program';

/** Whom to connect as, and to which database. */
export interface Credentials {
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
}

/**
 * What the settings leave open is taken from the variables that the official image is configured with, or from the files
 * that their `_FILE` forms name. A file that cannot be read there counts as absent.
 */
export async function readCredentials(settings: DockerDatabase, container: Container): Promise<Credentials> {
  const ownUser = (await variable('POSTGRES_USER', container)) ?? 'postgres';
  const user = settings.user ?? ownUser;
  return {
    user,
    // It is the password of that user and of no other.
    password: settings.password ?? (user === ownUser ? await initialPassword(container) : undefined),
    database: settings.database ?? (await variable('POSTGRES_DB', container)) ?? ownUser,
  };
}

/** The image hands it to initdb as a file, which reads the first line of it. */
async function initialPassword(container: Container): Promise<string | undefined> {
  const written = await variable('POSTGRES_PASSWORD', container);
  return written?.split('\n', 1)[0]?.replace(/\r+$/, '');
}

async function variable(name: string, { id, environment }: Container): Promise<string | undefined> {
  const path = environment[`${name}_FILE`];
  if (!path) return environment[name] || undefined;
  // It ends by itself, also when its caller is killed, so nothing in the container ever dies by a signal.
  const { code, stdout } = await runProgram('docker', ['exec', id, 'cat', path]);
  // As the image's shell reads it, which takes off every line feed at the end and nothing else.
  return code === 0 ? stdout.replace(/\n+$/, '') || undefined : undefined;
}

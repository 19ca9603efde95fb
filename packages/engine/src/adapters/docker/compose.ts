import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EngineError } from '../../errors';
import { type ProgramResult, runProgram } from './run-program';

/** A compose file's services and their containers, asked of whichever compose there is. */
export interface Compose {
  /** The command as a user writes it: `docker compose`, or `docker-compose` of version 1. */
  readonly command: string;
  /** Ids of all containers of its services, running or not. */
  readonly containerIds: readonly string[];
  /** Names of its services, those of all profiles included; sorted. */
  services(): Promise<readonly string[]>;
}

/** In the order in which compose prefers them. */
const fileNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/**
 * Compose for the file in the project's folder, else in the workspace's. Throws COMPOSE_FILE_MISSING, COMPOSE_FILE_INVALID,
 * COMPOSE_MISSING, DOCKER_MISSING and DOCKER_UNAVAILABLE.
 */
export async function openCompose(folders: readonly string[], workspacePath: string): Promise<Compose> {
  const path = folders.flatMap((folder) => fileNames.map((name) => join(folder, name))).find(existsSync);
  if (path === undefined) {
    const searched = folders.map((folder) => relative(workspacePath, folder) || 'the workspace').join(' and in ');
    throw new EngineError('COMPOSE_FILE_MISSING', `There is no compose file in ${searched}.`, {
      hint: 'Write docker-compose.yml, or name the container in the config: database: { kind: "docker", container: "…" }.',
    });
  }
  const folder = join(path, '..');
  const list = ['ps', '--all', '--quiet'];
  const listed = await runCompose(['docker', 'compose'], list, folder);
  const isMissing = listed.code !== 0 && (await runCompose(['docker', 'compose'], ['version'], folder)).code !== 0;
  if (!isMissing) return composeOf(['docker', 'compose'], listed, folder, relative(workspacePath, path));
  const v1 = await runVersion1(list, folder);
  return composeOf(['docker-compose'], v1, folder, relative(workspacePath, path));
}

type ComposeCommand = readonly ['docker', 'compose'] | readonly ['docker-compose'];

function composeOf(command: ComposeCommand, listed: ProgramResult, folder: string, path: string): Compose {
  if (listed.code !== 0) throw invalidFile(path, listed);
  return {
    command: command.join(' '),
    containerIds: listed.stdout.split('\n').filter((id) => id !== ''),
    services: async () => {
      // Version 1 has no name for all profiles, and lists the services of all of them.
      const profiles = command[0] === 'docker' ? ['--profile', '*'] : [];
      const result = await runCompose(command, [...profiles, 'config', '--services'], folder);
      if (result.code !== 0) throw invalidFile(path, result);
      return result.stdout.split('\n').filter(Boolean).sort();
    },
  };
}

/** In the file's own folder, as a user runs it, so that its `.env` and an override file count too. */
function runCompose(command: ComposeCommand, args: readonly string[], folder: string): Promise<ProgramResult> {
  const [program, ...first] = command;
  return runProgram(program, [...first, ...args], folder);
}

async function runVersion1(args: readonly string[], folder: string): Promise<ProgramResult> {
  try {
    return await runCompose(['docker-compose'], args, folder);
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'DOCKER_MISSING') throw error;
    throw new EngineError('COMPOSE_MISSING', 'Neither `docker compose` nor `docker-compose` is installed.', {
      hint: 'Install it, or name the container in the config: database: { kind: "docker", container: "…" }.',
    });
  }
}

function invalidFile(path: string, { stderr, stdout }: ProgramResult): EngineError {
  const reason = (stderr.trim() || stdout.trim() || 'it says nothing').replace(
    /^time="[^"]*" level=warning .*\n/gm,
    '',
  );
  return new EngineError('COMPOSE_FILE_INVALID', `Compose cannot use ${path}: ${reason}`, {
    hint: 'Correct the file, or set the variable that it asks for, as in .env beside it.',
  });
}

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EngineError } from '../../errors';
import { describeComposeReason } from './compose-reason';
import { type ProgramResult, runProgram } from './run-program';

/** A compose file's services and their containers, asked of whichever compose there is. */
export interface Compose {
  /** A command that a user types: with `docker compose`, or `docker-compose` of version 1, and where to type it. */
  typed(args: string): string;
  /** Its file, relative to the workspace. */
  readonly fileRelativePath: string;
  /** Its file's folder, without symbolic links. */
  readonly folderPath: string;
  /**
   * Ids of all containers of its project, running or not: also those of another file whose project has the same name,
   * which is by default that of the file's folder.
   */
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
  if (!isMissing) return composeOf(['docker', 'compose'], listed, { folder, workspacePath, path });
  const v1 = await runVersion1(list, folder);
  return composeOf(['docker-compose'], v1, { folder, workspacePath, path });
}

type ComposeCommand = readonly ['docker', 'compose'] | readonly ['docker-compose'];

interface Place {
  readonly path: string;
  /** Of the file. */
  readonly folder: string;
  readonly workspacePath: string;
}

function composeOf(command: ComposeCommand, listed: ProgramResult, { path, folder, workspacePath }: Place): Compose {
  const fileRelativePath = relative(workspacePath, path);
  if (listed.code !== 0) throw invalidFile(fileRelativePath, listed, folder);
  return {
    // Compose looks for its file, `.env` and an override in the folder that it is run in, and above it.
    typed: (args) => `\`${[...command, args].join(' ')}\` in ${relative(workspacePath, folder) || 'the workspace'}`,
    fileRelativePath,
    folderPath: realpathSync(folder),
    containerIds: listed.stdout.split('\n').filter((id) => id !== ''),
    services: async () => {
      // Version 1 has no name for all profiles, and lists the services of all of them.
      const profiles = command[0] === 'docker' ? ['--profile', '*'] : [];
      const result = await runCompose(command, [...profiles, 'config', '--services'], folder);
      if (result.code !== 0) throw invalidFile(fileRelativePath, result, folder);
      return result.stdout.split('\n').filter(Boolean).sort();
    },
  };
}

/**
 * In the file's own folder, as a user runs it, so that its `.env` and an override file count too. A name of the project
 * in that `.env` goes before one of this process, which Nx may have from the `.env` of the project that asks.
 */
function runCompose(command: ComposeCommand, args: readonly string[], folder: string): Promise<ProgramResult> {
  const [program, ...first] = command;
  const { COMPOSE_PROJECT_NAME: _ofTask, ...others } = process.env;
  return runProgram(program, [...first, ...args], { cwd: folder, env: namesProject(folder) ? others : process.env });
}

function namesProject(folder: string): boolean {
  const path = join(folder, '.env');
  return existsSync(path) && /^\s*COMPOSE_PROJECT_NAME\s*=/m.test(readFileSync(path, 'utf8'));
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

function invalidFile(path: string, { stderr, stdout }: ProgramResult, folder: string): EngineError {
  const reason = describeComposeReason(
    stderr.trim() || stdout,
    listFilesOf(folder).map((file) => readFileSync(file, 'utf8')),
  );
  return new EngineError('COMPOSE_FILE_INVALID', `Compose cannot use ${path}: ${reason}`, {
    hint: 'Correct the file, or set the variable that it asks for, as in .env beside it.',
  });
}

/** What compose reads of a folder, each with its override file. */
function listFilesOf(folder: string): readonly string[] {
  const overrides = fileNames.map((name) => name.replace('.y', '.override.y'));
  return [...fileNames, ...overrides, '.env'].map((name) => join(folder, name)).filter(existsSync);
}

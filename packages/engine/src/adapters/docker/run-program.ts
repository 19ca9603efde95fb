import { spawn } from 'node:child_process';
import { EngineError } from '../../errors';

/** How a program ended. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a program runs: in the folder and with the variables of this process unless set. */
export interface ProgramPlace {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs `docker`, or `docker-compose`, to its end; whatever its exit code is. Throws DOCKER_MISSING when there is no such
 * program, and DOCKER_UNAVAILABLE when no engine answers it.
 */
export async function runProgram(
  program: 'docker' | 'docker-compose',
  args: readonly string[],
  { cwd, env = process.env }: ProgramPlace = {},
): Promise<ProgramResult> {
  const result = await ended(program, args, { cwd, env });
  if (result.code !== 0 && noEngine.test(result.stderr)) {
    throw new EngineError('DOCKER_UNAVAILABLE', `No Docker engine answers: ${firstLineOf(result.stderr, noEngine)}`, {
      hint: 'Start Docker, correct DOCKER_HOST if it is set, or give this user the right to use it; `docker info` tells.',
    });
  }
  return result;
}

/** As `runProgram` with `docker`; throws DOCKER_FAILED with its words when it fails. Returns what it prints. */
export async function runDocker(args: readonly string[], place: ProgramPlace = {}): Promise<string> {
  const { code, stdout, stderr } = await runProgram('docker', args, place);
  if (code !== 0) throw dockerFailed(`docker ${args[0]}`, stderr);
  return stdout;
}

/** What docker says when it refuses something that has no code of its own. */
export function dockerFailed(command: string, stderr: string): EngineError {
  const reason = stderr.trim().split('\n').at(-1) || 'it says nothing';
  return new EngineError('DOCKER_FAILED', `${command} failed: ${reason.replace(/^docker: /, '')}`, {
    hint: 'Do what docker says, then run again.',
  });
}

/** In the words of docker, of compose 2 and of compose 1 (a traceback of Python). */
const noEngine =
  /cannot connect to the docker daemon|is the docker daemon running|permission denied while trying to connect|error during connect|couldn't connect to docker daemon|Error while fetching server API version|cannot connect to podman/i;

function firstLineOf(text: string, pattern: RegExp): string {
  const line = text.split('\n').find((candidate) => pattern.test(candidate)) ?? '';
  return line.trim().replace(/^(ERROR|docker): /, '');
}

/** An engine that is there answers within a second; one that hangs must not hang a run. */
const answerWithinMs = 60_000;

function ended(program: string, args: readonly string[], { cwd, env }: ProgramPlace): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const child = spawn(program, args, { cwd, env, stdio });
    // Not the option of `spawn`: where no program is started, its timer holds this process for as long.
    const timer = setTimeout(() => child.kill(), answerWithinMs);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      stdout += piece;
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      stderr += piece;
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(describeStartError(program, error));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === null) resolve({ code: code ?? 1, stdout, stderr });
      else reject(dockerFailed([program, ...args.slice(0, 1)].join(' '), `it was ended by ${signal}`));
    });
  });
}

/** A program that cannot be started at all. */
export function describeStartError(program: string, error: Error): EngineError {
  return new EngineError('DOCKER_MISSING', `${program} cannot be started: ${error.message}.`, {
    hint: 'Install Docker, and see that its program is in PATH.',
  });
}

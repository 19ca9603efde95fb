import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from './folders';
import { nxProgram } from './nx-program';
import { runOrThrow } from './run-process';

/** Builds both packages and leaves their tarballs in the folder, which is made when needed. Returns their paths. */
export async function packPackages(folder: string): Promise<readonly string[]> {
  const cwd = repositoryFolder;
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };
  const projects = ['@pgrestify/engine', '@pgrestify/nx'];
  await runOrThrow(process.execPath, [nxProgram(cwd), 'run-many', '-t', 'build', '-p', projects.join(',')], {
    cwd,
    env,
  });

  mkdirSync(folder, { recursive: true });
  const workspaces = projects.flatMap((project) => ['--workspace', project]);
  const args = ['pack', '--json', '--loglevel=error', ...workspaces, '--pack-destination', folder];
  const output = await runOrThrow('npm', args, { cwd, env });
  return packedFiles(output).map((name) => join(folder, name));
}

/** File names in what `npm pack --json` prints: a list, or since npm 11 an object by package. */
function packedFiles(output: string): readonly string[] {
  const printed: Record<string, { filename: string }> = JSON.parse(output.slice(output.search(/^[[{]/m)));
  return Object.values(printed).map((packed) => packed.filename);
}

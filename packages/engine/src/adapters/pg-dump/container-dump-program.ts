import type { OpenDocker } from '../docker/open-docker';
import { runDocker } from '../docker/run-program';
import { type Sidecar, sidecarArguments } from '../docker/sidecar';
import { conninfo } from './conninfo';
import type { DumpProgram, ProgramCall } from './dump-program';
import { type HostDumpOptions, hostDumpProgram } from './host-dump-program';
import { restoredName, shellWord } from './restore-command';

/**
 * The pg_dump of a container's own image, so of its server's major, in a sidecar beside it. Not by `docker exec`: what
 * dies in the server's container by a signal can take the server with it. Throws what docker does without the program.
 */
export async function containerDumpProgram(
  { container, route, credentials }: OpenDocker,
  options: Omit<HostDumpOptions, 'database' | 'restorable'>,
): Promise<DumpProgram> {
  const { network, host, port } = await route();
  const call = (argv: ProgramCall['argv'], ran: Pick<Sidecar, 'input' | 'network' | 'variables'>): readonly string[] =>
    sidecarArguments({ ...ran, beside: container, signals: 'sent-on', script: endsWithUs, args: argv });
  const versionArguments = call(['pg_dump', '--version'], { input: 'none', network: 'none' });
  const version = /\(PostgreSQL\) (\S+)/.exec(await runDocker(versionArguments))?.[1] ?? 'of an unknown version';
  const inside = hostDumpProgram(
    { pgDumpPath: 'pg_dump', pgRestorePath: 'pg_restore', version, major: 0 },
    {
      ...options,
      database: { kind: 'server', host, port, ...credentials, ssl: undefined },
      restorable: 'not-here',
    },
  );
  const { password } = credentials;
  const env = { ...options.env, LC_ALL: 'C', ...(password !== undefined && { PGPASSWORD: password }) };
  const variables = ['LC_ALL', ...(password === undefined ? [] : ['PGPASSWORD'])];
  return {
    name: `pg_dump of container ${container.name}`,
    version,
    dump: (folderPath) => ({
      argv: ['docker', ...call(inside.dump(folderPath).argv, { input: 'none', network, variables })],
      env,
    }),
    script: (folderPath, withoutRows) => ({
      argv: ['docker', ...call(inside.script(folderPath, withoutRows).argv, { input: 'none', network, variables })],
      env,
    }),
    list: () => ({
      argv: ['docker', ...call(inside.list().argv, { input: 'open', network: 'none', variables: ['LC_ALL'] })],
      env: { ...options.env, LC_ALL: 'C' },
    }),
    restoreCommand: (dumpPath) => restoreInside(container.name, credentials, dumpPath),
  };
}

/** A shell that is process 1 sends a signal on only when it is told to. Standard input of what is behind `&` is ours. */
const endsWithUs = `"$@" <&0 & program=$!
trap 'kill "$program"' TERM INT
wait "$program"`;

/** In the container a person needs no password: its socket trusts the superuser. */
function restoreInside(
  container: string,
  { user, database }: { readonly user: string; readonly database: string },
  dumpPath: string,
): string {
  const restored = restoredName(database);
  const create = ['docker', 'exec', container, 'createdb', `--username=${user}`, '--', restored];
  const target = conninfo({ dbname: restored, user });
  const restore = ['docker', 'exec', '-i', container, 'pg_restore', '--exit-on-error', `--dbname=${target}`];
  return [...create.map(shellWord), '&&', ...restore.map(shellWord), '<', shellWord(dumpPath)].join(' ');
}

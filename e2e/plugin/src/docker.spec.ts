import { spawnSync } from 'node:child_process';
import { docker, ensurePostgresImage, needingDocker, postgresImage, runLabels } from '@pgrestify/engine/testing';
import { runOrThrow } from './harness/run-process';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

/** The override file below needs version 2 of compose; CI has it unless it could not be fetched, which is said. */
function needingCompose2(): jest.Describe {
  const isThere = spawnSync('docker', ['compose', 'version'], { stdio: 'ignore' }).status === 0;
  if (!isThere) process.stderr.write('docker compose (version 2) is not installed: its specs are SKIPPED.\n');
  return isThere ? needingDocker(describe) : describe.skip;
}

needingCompose2()('a project as init writes it, with its server in a container', () => {
  let workspace: Workspace;
  const outputs: string[] = [];

  beforeAll(async () => {
    ensurePostgresImage();
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
    await workspace.nxOk(['g', '@pgrestify/nx:init', '--project=api', '--template=empty']);
    const env = workspace.read('packages/api/.env.example');
    workspace.write('packages/api/.env', env.replace('DB_PASSWORD=change-me', 'DB_PASSWORD=canaryOfContainer'));
    // As a user changes a service without touching the file: another image, no published port.
    workspace.write(
      'packages/api/docker-compose.override.yml',
      `services:\n  postgres:\n    image: ${postgresImage}\n    labels: ${JSON.stringify(runLabels())}\n    ports: !reset []\n`,
    );
  });
  afterAll(async () => {
    await compose('down', '--volumes');
    await workspace?.dispose();
  });

  const compose = (...args: readonly string[]) =>
    runOrThrow('docker', ['compose', ...args], { cwd: `${workspace.folder}/packages/api`, env: process.env });
  const nx = async (...args: readonly string[]) => {
    const result = await workspace.nx(args);
    outputs.push(result.output);
    return result;
  };

  it('has services that compose knows, and says how the server is started', async () => {
    expect((await compose('config', '--services')).split('\n').filter(Boolean).sort()).toEqual([
      'postgres',
      'postgrest',
    ]);
    const { code, output } = await nx('run', 'api:migrate', '--docker');
    expect(code).not.toBe(0);
    expect(output).toContain('CONTAINER_STOPPED');
    expect(output).toContain('docker compose up -d postgres');
  });

  it('is migrated there', async () => {
    await compose('up', '-d', 'postgres');
    const { code, output } = await nx('run', 'api:migrate', '--docker', '--wait-for-database=1min');
    expect(output).toContain('database docker service postgres');
    expect(code).toBe(0);
    expect((await nx('run', 'api:status', '--docker', '--service=postgres', '--network=default', '--check')).code).toBe(
      0,
    );
    const repaired = await nx('run', 'api:repair', '--docker', '--service=postgres');
    expect(repaired.output).toContain('Nothing to do.');
    expect(repaired.code).toBe(0);
  });

  it.each(['rollback', 'drift'])('is known to the target %s, too', async (target) => {
    const { output } = await nx('run', `api:${target}`, '--docker', '--network=default', '--wait-for-database=0');
    expect(output).toContain('environment development, database docker service postgres');
    expect(output).not.toMatch(/OPTION_INVALID|is not a|error:/);
  });

  it.each([
    [['--docker', '--service=db'], 'SERVICE_UNKNOWN', 'postgres, postgrest'],
    [['--docker', '--network=nowhere'], 'NETWORK_UNKNOWN', 'default'],
    [['--service=postgres'], 'OPTION_INVALID', '--docker'],
  ])('is refused with %j', async (options, error, named) => {
    const { code, output } = await nx('run', 'api:status', ...options);
    expect(code).not.toBe(0);
    expect(output).toContain(error);
    expect(output).toContain(named);
  });

  it('keeps the password of its container out of every output', async () => {
    expect(docker('ps', '--quiet', '--filter', 'label=com.docker.compose.service=postgres')).not.toBe('');
    expect(outputs.filter((output) => output.includes('canaryOfContainer'))).toEqual([]);
  });
});

import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { eventually } from '../../../testing/eventually';
import { type EmbeddedTask, startEmbeddedTask } from '../../../testing/processes/embedded-task';
import { processesIn } from '../../../testing/processes/processes-in';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';

const canary = 'canary-in-the-environment';

describe('the programs of the embedded server', () => {
  let workspacePath: string;
  let task: EmbeddedTask;
  const variables = ['PGPASSWORD', 'SHOP_PASSWORD', 'DATABASE_URL'];
  const before = new Map(
    [...variables, 'PGSSLMODE', 'PGOPTIONS', 'PGSSLNEGOTIATION', 'PGREPLICATION'].map((name) => [
      name,
      process.env[name],
    ]),
  );

  beforeAll(async () => {
    workspacePath = makeTemporaryFolder('programs');
    chmodSync(workspacePath, 0o755);
    for (const name of variables) process.env[name] = canary;
    process.env.PGSSLMODE = 'require'; // of a server that has TLS, which this one has not
    process.env.PGOPTIONS = '-c default_transaction_read_only=on'; // no database could be made
    process.env.PGSSLNEGOTIATION = 'whatever';
    process.env.PGREPLICATION = 'true';
    task = await startEmbeddedTask({ workspacePath, projectRootPath: workspacePath, project: 'api', major: 18 });
  });
  afterAll(async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await task?.finish();
    await eventually('no process is left', () => processesIn(workspacePath).length === 0);
    rmSync(workspacePath, { recursive: true, force: true });
  });

  it('get no variable of the user’s, which may be a secret', () => {
    const withCanary = processesIn(workspacePath).filter((pid) => read(pid, 'environ').includes(canary));
    // The task itself was given it, so that it could have been handed on to the server and the supervisor.
    expect(withCanary.map((pid) => read(pid, 'cmdline').includes('@swc-node/register'))).toEqual([true]);
  });

  it('get no password on their command line, where every user can read it', () => {
    const lines = processesIn(workspacePath).map((pid) => read(pid, 'cmdline'));
    expect(lines.length).toBeGreaterThan(2); // the task, the server, and its supervisor
    expect(lines.join()).not.toContain(task.database.password);
  });
});

/** Empty for one that ended meanwhile, as the server's workers do. */
function read(pid: number, what: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return '';
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Settings } from '../../src/config/settings';

/** A process of its own that runs `migrate`, as an executor does. */
export interface MigrateTask {
  readonly pid: number;
  /** Sends a signal; SIGKILL leaves it no time for anything. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended, with the JSON lines of its events and what else it wrote. */
  readonly ended: Promise<{ readonly outcome: string; readonly output: string }>;
}

const workspacePath = join(__dirname, '../../../..');
const source = (path: string): string => JSON.stringify(join(__dirname, '../../src', path));
const program = `
  const { openPorts } = require(${source('open/open-ports.ts')});
  const { migrate } = require(${source('commands/migrate/migrate.ts')});
  const { jsonReporter } = require(${source('reporters/json.ts')});
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => interruption.abort());
  const settings = JSON.parse(process.argv[1]);
  const ports = openPorts(settings, { reporter: jsonReporter((text) => process.stdout.write(text)), signal: interruption.signal });
  migrate(settings, {}, ports)
    .then(({ outcome }) => outcome, (error) => error.code ?? String(error))
    .then((outcome) => ports.close().then(() => console.log('outcome ' + outcome)));
`;

/** Starts such a process from the TypeScript sources. */
export function startMigrateTask(settings: Settings): MigrateTask {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', '-e', program, JSON.stringify(settings)], {
    cwd: workspacePath,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    pid: child.pid ?? 0,
    signal: (name) => child.kill(name),
    ended: once(child, 'close').then(() => ({ outcome: /^outcome (.*)$/m.exec(output)?.[1] ?? 'killed', output })),
  };
}

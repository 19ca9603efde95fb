import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { prepareBaseWorkspace } from '../harness/base-workspace';
import { repositoryFolder, tarballFolder } from '../harness/folders';
import { nxProgram } from '../harness/nx-program';
import { packPackages } from '../harness/pack';
import { urlVariables, writeProject } from '../harness/project';
import { userEnvironment } from '../harness/user-environment';
import { mainNxVersion } from '../harness/versions';
import { createWorkspace, type Workspace } from '../harness/workspace';
import { hold, prepare, type Scenario, scenarios } from './scenarios';
import { openTmux } from './tmux';
import { tidyCapture, writeCapture } from './write-capture';

/** Without its last key Nx would ask at a terminal whether it may share how it is used. */
const nxJson = '{ "plugins": ["@pgrestify/nx"], "analytics": false }\n';

const documentPath = join(repositoryFolder, 'packages/nx/docs/progress.md');

/** Captures runs at a terminal and in a pipe, and writes them into the document. Names of scenarios narrow it. */
async function main(names: readonly string[]): Promise<void> {
  await prepareBaseWorkspace(mainNxVersion, await packPackages(tarballFolder));
  // The host's pg_dump has to be of the server's major, or a newer one.
  const server = await startTestServer({ major: 15, storage: 'disk' });
  try {
    for (const scenario of scenarios.filter(({ name }) => names.length === 0 || names.includes(name))) {
      keep(`${scenario.name}-at-terminal`, await capture(scenario, server, atTerminal));
      keep(`${scenario.name}-in-pipe`, await capture(scenario, server, inPipe));
    }
    if (names.length === 0 || names.includes('tui')) keep('tui', await inTui(server));
  } finally {
    await server.stop();
  }
}

function keep(name: string, text: string): void {
  console.log(`=== ${name}\n${text}`);
  writeFileSync(documentPath, writeCapture(readFileSync(documentPath, 'utf8'), name, text));
}

interface Run {
  readonly scenario: Scenario;
  readonly workspace: Workspace;
  readonly database: TestDatabase;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

async function capture(scenario: Scenario, server: TestServer, look: (run: Run) => Promise<string>): Promise<string> {
  const workspace = await createWorkspace({ nxVersion: mainNxVersion });
  const database = await server.createDatabase();
  workspace.write('nx.json', nxJson);
  const migrations = typeof scenario.up === 'string' ? { [idOf(scenario)]: [scenario.up] as const } : {};
  writeProject(workspace, { name: 'api', root: 'apps/api', manifest: 'project.json', migrations });
  if (typeof scenario.up === 'function') {
    await scenario.up(join(workspace.folder, 'apps/api/sql/migrations', idOf(scenario), 'up.sql'));
  }
  await prepare(scenario, database);
  const args = ['run', 'api:migrate', '--configuration=production', '--accept-existing', ...scenario.options];
  const env = {
    ...userEnvironment(workspace.folder, process.execPath, 'within nx'),
    ...urlVariables({ api: database }),
  };
  try {
    return await look({ scenario, workspace, database, args, env });
  } finally {
    await workspace.dispose();
  }
}

function idOf({ name }: Scenario): string {
  return `2026-11-29-120000-${name}`;
}

/** The screens of a terminal of 120 columns at the scenario's moments, each from the first line that is new. */
async function atTerminal({ scenario, workspace, database, args, env }: Run): Promise<string> {
  const release = await hold(scenario, database);
  const argv = [process.execPath, nxProgram(workspace.folder), ...args];
  const { CI: _, FORCE_COLOR: __, ...ofTerminal } = env;
  const tmux = openTmux({ argv, cwd: workspace.folder, env: ofTerminal, columns: 120 });
  try {
    const screens: string[] = [];
    for (const [index, moment] of scenario.moments.entries()) {
      screens.push(await tmux.until(moment));
      if (scenario.held?.untilMoment === index) await release();
    }
    screens[screens.length - 1] = await tmux.until(/exit code \d/);
    return screens.map(tidyCapture).join('\n\n--\n\n');
  } finally {
    tmux.close();
  }
}

/** What it prints in CI with --progress. */
async function inPipe({ scenario, workspace, database, args, env }: Run): Promise<string> {
  const release = await hold(scenario, database);
  const started = workspace.startNx([...args, '--progress'], { env: env as Record<string, string> });
  if (scenario.held) {
    await started.untilItSays('blocked');
    await new Promise((resolve) => setTimeout(resolve, 12_000));
  }
  await release();
  return tidyCapture((await started.ended).output);
}

/** Two projects side by side, and the output of the one that is looked at. */
async function inTui(server: TestServer): Promise<string> {
  const workspace = await createWorkspace({ nxVersion: mainNxVersion });
  workspace.write('nx.json', nxJson);
  const databases: Record<string, TestDatabase> = {};
  for (const name of ['api', 'auth']) {
    databases[name] = await server.createDatabase();
    const migrations = { '2026-11-29-120000-fill-search-column': ['SELECT pg_sleep(8);\n'] } as const;
    writeProject(workspace, { name, root: `apps/${name}`, manifest: 'project.json', migrations });
  }
  const args = ['run-many', '-t', 'migrate', '--configuration=production'];
  const { CI: _, FORCE_COLOR: __, ...env } = userEnvironment(workspace.folder, process.execPath, 'within nx');
  const argv = [process.execPath, nxProgram(workspace.folder), ...args];
  const ofTui = { ...env, ...urlVariables(databases), NX_TUI: 'true' };
  const tmux = openTmux({ argv, cwd: workspace.folder, env: ofTui, columns: 120, rows: 14 });
  try {
    await tmux.until(/api:migrate:production +\.\.\./);
    tmux.press('Enter');
    const screen = await tmux.until(/running .* [3-9] s/);
    await tmux.until(/✔ +api:migrate/);
    tmux.press('q');
    return tidyCapture(screen);
  } finally {
    tmux.close();
    await workspace.dispose();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

import { randomUUID } from 'node:crypto';
import { createTestProject, type TestProject } from '../projects/test-project';
import type { TestDatabase, TestServer } from '../servers/test-server';
import { startWireProxy } from '../servers/wire-proxy';
import type { Administrator } from './administrator';
import { type Attempt, type AttemptRequest, attempt, type Command } from './attempt';
import { type DatabaseState, readState, withClient } from './database-state';
import { deriveFaultPoints, type FaultPoint, observeMessages } from './fault-point';
import type { Scenario } from './scenario';

/** A scenario made ready on a server: a template of its database, its files, and what a clean run of it does. */
export interface Stage {
  readonly scenario: Scenario;
  /** Where an undisturbed run can be broken. */
  readonly points: readonly FaultPoint[];
  readonly clean: DatabaseState;
  createDatabase(admin: Administrator): Promise<TestDatabase>;
  /** A request to run the scenario's command there. */
  request(database: TestDatabase, port: number, impatience: Impatience, command?: Command): AttemptRequest;
  dispose(): void;
}

/**
 * What of a silent server a run bears only for seconds, so that a half-open connection is soon found. Only what the case
 * is about: a busy machine is silent, too.
 */
export type Impatience = 'none' | 'while connecting' | 'for answers';

const never = new AbortController().signal;

/** Prepares a scenario, and runs it once undisturbed: that gives the points, and what to compare with. */
export async function prepareStage(scenario: Scenario, server: TestServer, admin: Administrator): Promise<Stage> {
  const template = await server.createDatabase(`template_${randomUUID().slice(0, 8)}`);
  const { development } = scenario;
  const project = createTestProject(template, {
    environment: development ? 'development' : 'staging',
    development,
    ...(scenario.hooks && { hooks: scenario.hooks }),
    // Longer than a case takes to come to its point, so that a lock at which it is to be broken does not time out before.
    migrations: { runLockTimeoutMs: 20_000, lockTimeoutMs: 30_000 },
  });
  await prepareDatabase(scenario, project, template);

  const createDatabase: Stage['createDatabase'] = async (by) => {
    const database = `case_${randomUUID().slice(0, 8)}`;
    await by.rows(`CREATE DATABASE ${database} TEMPLATE ${template.database} STRATEGY FILE_COPY`);
    return { ...template, port: server.port, database };
  };
  const request = (
    database: TestDatabase,
    port: number,
    impatience: Impatience,
    command = scenario.command,
  ): AttemptRequest => {
    const { settings } = project;
    return {
      settings: {
        ...settings,
        database: { kind: 'server', ssl: undefined, ...database, port },
        migrations: { ...settings.migrations, connectTimeoutMs: impatience === 'while connecting' ? 2_000 : 20_000 },
      },
      command,
      runId: randomUUID(),
      answerWithinMs: impatience === 'for answers' ? 2_000 : 20_000,
      reconnectForMs: 20_000,
    };
  };

  const database = await createDatabase(admin);
  const proxy = await startWireProxy(server);
  const observed = observeMessages(proxy);
  requireSuccess(await attempt(request(database, proxy.port, 'none'), never));
  await proxy.close();
  const clean = await withClient(database, readState);
  await dropDatabase(database, admin);
  return {
    scenario,
    points: deriveFaultPoints(observed()),
    clean,
    createDatabase,
    request,
    dispose: () => project.dispose(),
  };
}

async function prepareDatabase(scenario: Scenario, project: TestProject, template: TestDatabase): Promise<void> {
  await withClient(template, (client) => client.query('CREATE TABLE public.runs (name text)'));
  if (scenario.before) {
    scenario.before(project);
    const { outcome } = await project.migrate();
    if (outcome !== 'succeeded') throw new Error(`${scenario.name}: the state before could not be made: ${outcome}`);
  }
  scenario.files?.(project);
}

function requireSuccess({ outcome, message, steps }: Attempt): void {
  if (outcome !== 'succeeded')
    throw new Error(`the undisturbed run ended as ${outcome}: ${message} ${JSON.stringify(steps)}`);
}

/** Deletes a database, whoever is connected to it. */
export async function dropDatabase({ database }: TestDatabase, admin: Administrator): Promise<void> {
  await admin.rows(`DROP DATABASE ${database} WITH (FORCE)`);
}

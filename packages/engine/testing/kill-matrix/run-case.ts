import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { partialWriter } from '../../src/adapters/pg-dump/backup-name';
import type { Settings } from '../../src/config/settings';
import type { TestDatabase, TestServer } from '../servers/test-server';
import { startWireProxy, type WireProxy } from '../servers/wire-proxy';
import type { Administrator } from './administrator';
import { type Attempt, type AttemptRequest, attempt, reportPathOf } from './attempt';
import { type RecordedEvent, readEvents, readState, withClient } from './database-state';
import { type Fault, signalOf } from './fault';
import { describePoint, type FaultPoint, isConnecting, type StoppedRun, stopAt } from './fault-point';
import { dropDatabase, type Impatience, type Stage } from './stage';
import type { Task, TaskPool } from './task-pool';
import { judge, judgeReport } from './verdict';

/** One run that is broken once. */
export interface MatrixCase {
  readonly stage: Stage;
  readonly point: FaultPoint;
  readonly fault: Fault;
}

/** Where cases run. */
export interface Surroundings {
  readonly server: TestServer;
  readonly tasks: TaskPool;
  readonly admin: Administrator;
}

/** `transactional scripts: SIGKILL at worker, message 7 (…), before the server has it`. */
export function describeCase({ stage, point, fault }: MatrixCase): string {
  return `${stage.scenario.name}: ${fault} at ${describePoint(point)}`;
}

/** Breaks a run, repeats it until it succeeds, and answers what is wrong then, as sentences. */
export async function runCase(matrixCase: MatrixCase, surroundings: Surroundings): Promise<readonly string[]> {
  const opened = await openCase(matrixCase, surroundings);
  try {
    return opened.isReached
      ? await judgeCase(opened, await cause(opened, surroundings), surroundings)
      : await missed(opened);
  } finally {
    await closeCase(opened, surroundings.admin);
  }
}

/** Brings runs to their points, lets the server crash once for all of them, and answers for each what is wrong then. */
export async function runCrash(
  cases: readonly MatrixCase[],
  surroundings: Surroundings,
): Promise<readonly (readonly string[])[]> {
  const { server, admin } = surroundings;
  const opened = await Promise.all(cases.map((matrixCase) => openCase(matrixCase, surroundings)));
  try {
    // A sequence of a copied database is not logged before the next checkpoint (seen on PostgreSQL 18), so a crash
    // would set it back behind rows that were committed.
    await admin.rows('CHECKPOINT');
    await server.kill();
    for (const { stopped } of opened) await resume(stopped);
    await server.restart();
    return await Promise.all(
      opened.map((each) => (each.isReached ? judgeCase(each, 'done', surroundings) : missed(each))),
    );
  } finally {
    await Promise.all(opened.map((each) => closeCase(each, admin)));
  }
}

/** A case whose run has begun, and is stopped at its point unless it ended before it came there. */
interface OpenCase {
  readonly matrixCase: MatrixCase;
  readonly database: TestDatabase;
  readonly proxy: WireProxy;
  readonly stopped: StoppedRun;
  readonly runner: Runner;
  readonly isReached: boolean;
}

async function openCase(matrixCase: MatrixCase, { server, tasks, admin }: Surroundings): Promise<OpenCase> {
  const { stage, point, fault } = matrixCase;
  const database = await stage.createDatabase(admin);
  const proxy = await startWireProxy(server);
  const stopped = stopAt(point, { proxy, database, admin });
  const runner = await startRunner(stage.request(database, proxy.port, impatienceOf(matrixCase)), fault, tasks);
  const opened = { matrixCase, database, proxy, stopped, runner };
  try {
    const isReached = await Promise.race([stopped.reached.then(() => true), runner.ended.then(() => false)]);
    return { ...opened, isReached };
  } catch (error) {
    await closeCase(opened, admin);
    throw error;
  }
}

function impatienceOf({ point, fault }: MatrixCase): Impatience {
  if (fault !== 'the connection is half-open') return 'none';
  return isConnecting(point.message) ? 'while connecting' : 'for answers';
}

async function closeCase(
  { stopped, proxy, database }: Omit<OpenCase, 'isReached'>,
  admin: Administrator,
): Promise<void> {
  await stopped.openGate();
  await proxy.close();
  await dropDatabase(database, admin);
}

async function missed({ runner }: OpenCase): Promise<readonly string[]> {
  return [`the point was not reached; the run ended as ${JSON.stringify(await runner.ended)}`];
}

async function resume(stopped: StoppedRun): Promise<void> {
  stopped.release();
  await stopped.openGate();
}

async function judgeCase(
  { matrixCase, database, proxy, stopped, runner }: OpenCase,
  delivery: Delivery,
  { admin }: Surroundings,
): Promise<readonly string[]> {
  const { stage, fault } = matrixCase;
  const first = await withinTime(runner.ended);
  if (first === undefined) {
    return ['the broken run did not end within a minute'];
  }
  return withClient(database, async (client) => {
    // A repetition that resets the database drops what it says of the broken run.
    const eventsBefore = await readEvents(client);
    const attempts = [first, ...(await repeat(stage, database))];
    if (delivery === 'later') stopped.release();
    const { settings } = stage.request(database, database.port, 'none');
    const partial = partialBackups(settings);
    const left = await leftovers(admin, database, fault === 'the connection is half-open' ? proxy : undefined);
    const events = mergeEvents(eventsBefore, await readEvents(client));
    const reports = attempts.flatMap((each) => judgeReport(each, takeReport(settings, each), events));
    return [
      ...judge({ attempts, state: await readState(client), events, clean: stage.clean }),
      ...left,
      ...partial,
      ...reports,
    ];
  });
}

function mergeEvents(before: readonly RecordedEvent[], after: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const kept = new Map([...before, ...after].map((event) => [JSON.stringify(event), event]));
  return [...kept.values()];
}

interface Runner {
  readonly task: Task | undefined;
  readonly ended: Promise<Attempt>;
}

async function startRunner(request: AttemptRequest, fault: Fault, tasks: TaskPool): Promise<Runner> {
  if (signalOf(fault)) {
    const task = await tasks.run(request);
    return { task, ended: task.ended };
  }
  return { task: undefined, ended: attempt(request, new AbortController().signal) };
}

/** Whether what the proxy holds was delivered, or is to be only after the next run. */
type Delivery = 'done' | 'later';

/** Makes the fault happen. */
async function cause(
  { matrixCase: { point, fault }, proxy, stopped, runner }: OpenCase,
  { admin }: Surroundings,
): Promise<Delivery> {
  switch (fault) {
    case 'SIGKILL':
    case 'SIGTERM':
    case 'SIGINT':
      await runner.task?.signal(fault);
      await resume(stopped);
      return 'done';
    case 'SIGKILL, what it sent arrives after the next run':
      await runner.task?.signal('SIGKILL');
      return 'later';
    case 'the server ends the worker':
    case 'the server ends the lock': {
      const pid = proxy.connections()[fault === 'the server ends the worker' ? 0 : 1]?.backendPid;
      await admin.rows(`SELECT pg_terminate_backend(${pid}, 5000)`);
      await resume(stopped);
      return 'done';
    }
    case 'the connection is reset':
      proxy.act('cut', point.message.connection);
      await stopped.openGate();
      return 'done';
    case 'the connection is half-open':
      proxy.act('freeze', point.message.connection);
      await stopped.openGate();
      return 'done';
    case 'the server crashes':
      throw new Error('A crash breaks many runs at once: runCrash.');
  }
}

/** So often at most a command has to be repeated. */
const maxRepetitions = 3;

async function repeat(stage: Stage, database: TestDatabase): Promise<readonly Attempt[]> {
  const { command, otherwise } = stage.scenario;
  const attempts: Attempt[] = [];
  for (let count = 0; count < maxRepetitions; count += 1) {
    const isRefused = attempts.at(-1)?.outcome === 'refused';
    const request = stage.request(database, database.port, 'none', isRefused ? otherwise : command);
    const ended = await attempt(request, new AbortController().signal);
    attempts.push(ended);
    if (ended.outcome === 'succeeded' || ended.outcome === 'nothing-to-do') break;
  }
  return attempts;
}

/** The text of an attempt's report, which is deleted: there are thousands. Undefined when there is none. */
function takeReport({ workspacePath }: Settings, { runId }: Attempt): string | undefined {
  const path = join(workspacePath, reportPathOf(runId));
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  return text;
}

/** What a broken run wrote of a backup is deleted by the next one. */
function partialBackups({ project, environment, database, migrations }: Settings): readonly string[] {
  const { folderPath } = migrations.backup;
  if (database.kind !== 'server' || !existsSync(folderPath)) return [];
  const owner = { project, environment, database: database.database };
  return readdirSync(folderPath)
    .filter((name) => partialWriter(owner, name))
    .map((name) => `${name} is left behind`);
}

const patienceMs = 5_000;

/**
 * Sessions and locks of ours that are still there after some seconds. Over a half-open connection a server that was
 * told nothing waits for its keepalives, so there only locks count, until the connection is ended in their place.
 */
async function leftovers(
  admin: Administrator,
  database: TestDatabase,
  halfOpen: WireProxy | undefined,
): Promise<readonly string[]> {
  const locks = await untilNone(
    admin,
    `SELECT 'a lock of process ' || l.pid || ' is left behind' AS line FROM pg_locks l
    JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' AND d.datname = '${database.database}'`,
  );
  await halfOpen?.close();
  const sessions = await untilNone(
    admin,
    `SELECT 'session ' || pid || ' is left behind, ' || state || ' in: ' || left(query, 80) AS line
    FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%' AND datname = '${database.database}'`,
  );
  return [...locks, ...sessions];
}

async function untilNone(admin: Administrator, sql: string): Promise<readonly string[]> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const rows = await admin.rows<{ readonly line: string }>(sql);
    if (rows.length === 0 || performance.now() > giveUpAt) return rows.map(({ line }) => line);
    await wait(25);
  }
}

async function withinTime<T>(promise: Promise<T>): Promise<T | undefined> {
  const timeout = new AbortController();
  const late = wait(60_000, undefined, { signal: timeout.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    timeout.abort();
  }
}

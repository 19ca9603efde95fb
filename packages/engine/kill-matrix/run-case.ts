import { setTimeout as wait } from 'node:timers/promises';
import type { TestDatabase, TestServer } from '../src/testing/test-server';
import { startWireProxy, type WireProxy } from '../src/testing/wire-proxy';
import { type Attempt, type AttemptRequest, attempt } from './attempt';
import { type RecordedEvent, readEvents, readState } from './database-state';
import { type Fault, signalOf } from './fault';
import { describePoint, type FaultPoint, stopAt } from './fault-point';
import { administer, queryServer, type Stage } from './stage';
import type { Task, TaskPool } from './task-pool';
import { judge } from './verdict';

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
}

/** `transactional scripts: SIGKILL at worker, message 7 (…), before the server has it`. */
export function describeCase({ stage, point, fault }: MatrixCase): string {
  return `${stage.scenario.name}: ${fault} at ${describePoint(point)}`;
}

/** Breaks a run, repeats it until it succeeds, and answers what is wrong then, as sentences. */
export async function runCase(matrixCase: MatrixCase, { server, tasks }: Surroundings): Promise<readonly string[]> {
  const { stage, point, fault } = matrixCase;
  const database = await stage.createDatabase();
  if (fault === 'the server crashes') {
    // A sequence of a copied database is not logged before the next checkpoint (seen on PostgreSQL 18), so a crash
    // would set it back behind rows that were committed.
    await administer(server, 'CHECKPOINT');
  }
  const proxy = await startWireProxy(server);
  const stopped = stopAt(point, proxy);
  try {
    const patience = fault === 'the connection is half-open' ? 'impatient' : 'patient';
    const runner = await startRunner(stage.request(database, proxy.port, patience), fault, tasks);
    const isReached = await Promise.race([stopped.reached.then(() => true), runner.ended.then(() => false)]);
    if (!isReached) {
      return [`the point was not reached; the run ended as ${JSON.stringify(await runner.ended)}`];
    }
    const arrivesLater = await cause(matrixCase, { server, proxy, runner, release: stopped.release });
    const first = await withinTime(runner.ended);
    if (first === undefined) {
      return ['the broken run did not end within a minute'];
    }
    // A repetition that resets the database drops what it says of the broken run.
    const eventsBefore = await readEvents(database);
    const attempts = [first, ...(await repeat(stage, database))];
    if (arrivesLater === 'later') stopped.release();
    const left = await leftovers(server, database, fault === 'the connection is half-open' ? proxy : undefined);
    const events = mergeEvents(eventsBefore, await readEvents(database));
    return [...judge({ attempts, state: await readState(database), events, clean: stage.clean }), ...left];
  } finally {
    await proxy.close();
    await stage.dropDatabase(database);
  }
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

interface Causing {
  readonly server: TestServer;
  readonly proxy: WireProxy;
  readonly runner: Runner;
  release(): void;
}

/** Makes the fault happen, and answers whether what the proxy holds is to be delivered only after the next run. */
async function cause(
  { point, fault }: MatrixCase,
  { server, proxy, runner, release }: Causing,
): Promise<'later' | 'done'> {
  switch (fault) {
    case 'SIGKILL':
    case 'SIGTERM':
    case 'SIGINT':
      await runner.task?.signal(fault);
      release();
      return 'done';
    case 'SIGKILL, what it sent arrives after the next run':
      await runner.task?.signal('SIGKILL');
      return 'later';
    case 'the server ends the worker':
    case 'the server ends the lock': {
      const pid = proxy.connections()[fault === 'the server ends the worker' ? 0 : 1]?.backendPid;
      await administer(server, `SELECT pg_terminate_backend(${pid}, 5000)`);
      release();
      return 'done';
    }
    case 'the connection is reset':
      proxy.act('cut', point.message.connection);
      return 'done';
    case 'the connection is half-open':
      proxy.act('freeze', point.message.connection);
      return 'done';
    case 'the server crashes':
      await server.kill();
      release();
      await server.restart();
      return 'done';
  }
}

/** So often at most a command has to be repeated. */
const maxRepetitions = 3;

async function repeat(stage: Stage, database: TestDatabase): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  for (let count = 0; count < maxRepetitions; count += 1) {
    const ended = await attempt(stage.request(database, database.port, 'patient'), new AbortController().signal);
    attempts.push(ended);
    if (ended.outcome === 'succeeded' || ended.outcome === 'nothing-to-do') break;
  }
  return attempts;
}

const patienceMs = 5_000;

/**
 * Sessions and locks of ours that are still there after some seconds. Over a half-open connection a server that was
 * told nothing waits for its keepalives, so there only locks count, until the connection is ended in their place.
 */
async function leftovers(
  server: TestServer,
  database: TestDatabase,
  halfOpen: WireProxy | undefined,
): Promise<readonly string[]> {
  const locks = await untilNone(
    server,
    `SELECT 'a lock of process ' || l.pid || ' is left behind' AS line FROM pg_locks l
    JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' AND d.datname = '${database.database}'`,
  );
  await halfOpen?.close();
  const sessions = await untilNone(
    server,
    `SELECT 'session ' || pid || ' is left behind, ' || state || ' in: ' || left(query, 80) AS line
    FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%' AND datname = '${database.database}'`,
  );
  return [...locks, ...sessions];
}

async function untilNone(server: TestServer, sql: string): Promise<readonly string[]> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const rows = await queryServer<{ readonly line: string }>(server, sql);
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

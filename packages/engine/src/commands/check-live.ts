import { checkHistory } from '../checks/check-history';
import { CheckRun } from '../checks/check-run';
import { checkSchema, type SchemaComparison } from '../checks/check-schema';
import { checkVerifyScripts } from '../checks/check-verify-scripts';
import { findingOfObstacle } from '../checks/finding';
import type { LiveDatabase } from '../checks/live-database';
import type { ShadowRun } from '../checks/shadow-run';
import type { Settings } from '../config/settings';
import { EngineError } from '../errors';
import { isSameDatabase } from '../history/identity';
import type { SchemaDifference } from '../schema';
import type { CommandPorts } from './command';
import { openShadowRun } from './open-shadow-run';
import { readProject, scriptParser } from './plan-source';
import { noticeForeignStamp } from './run-guards';
import type { ValidateResult } from './validate-result';

/** `drift`: history and schema of the live database. Writes nothing to it. */
export async function checkDrift(settings: Settings, ports: CommandPorts): Promise<ValidateResult> {
  const { clock, reporter, store, files } = ports;
  const { project, environment } = settings;
  const start = clock.monotonicMs();
  const database = store.description;
  reporter.report({ type: 'run-started', at: clock.now(), command: 'drift', project, environment, database });
  const checks = new CheckRun(ports);
  await checks.check('history', async () => {
    const history = await store.read();
    for (const notice of noticeForeignStamp(settings, history)) {
      reporter.report({ type: 'notice-raised', at: clock.now(), ...notice });
    }
    return { findings: checkHistory(readProject(settings, files), history) };
  });
  const schema = await checks.check('schema', () => compareSchema(settings, ports).catch(obstacleOf));
  return resultOf('drift', settings, checks, schema, clock.monotonicMs() - start);
}

/** `--verify`: schema and verify.sql scripts after a run. Writes nothing to the database, or takes it back. */
export async function checkAfterMigrate(settings: Settings, ports: CommandPorts): Promise<ValidateResult> {
  const { clock, store, files } = ports;
  const start = clock.monotonicMs();
  const checks = new CheckRun(ports);
  const schema = await checks.check('schema', () => compareSchema(settings, ports).catch(obstacleOf));
  const set = readProject(settings, files);
  const parse = scriptParser(settings, files);
  const context = { set, parse, live: liveOf(ports), timeouts: settings.migrations };
  await checks.check('verify-scripts', async () => ({
    findings: await checkVerifyScripts(await store.read(), context),
  }));
  return resultOf('verify', settings, checks, schema, clock.monotonicMs() - start);
}

/** The differences alone, for programs. Throws CHECK_FAILED when the expected schema cannot be made. */
export async function compareLiveSchema(settings: Settings, ports: CommandPorts): Promise<readonly SchemaDifference[]> {
  const { findings, differences } = await compareSchema(settings, ports);
  const obstacle = findings.find(({ severity, code }) => severity === 'error' && code !== 'SCHEMA_DRIFT');
  if (obstacle) {
    throw new EngineError('CHECK_FAILED', obstacle.message, obstacle.hint === undefined ? {} : { hint: obstacle.hint });
  }
  return differences.filter(({ severity }) => severity === 'drift');
}

/** A shadow that cannot be had is told like any other finding, beside those of the other checks. */
export function obstacleOf(error: unknown): SchemaComparison {
  if (!(error instanceof EngineError)) throw error;
  return { findings: [findingOfObstacle('schema', error)], differences: [], tables: [] };
}

function compareSchema(settings: Settings, ports: CommandPorts): Promise<SchemaComparison> {
  const { project } = settings;
  const parse = scriptParser(settings, ports.files);
  const set = readProject(settings, ports.files);
  return onShadowOf(settings, ports, (run) => checkSchema({ project, set, parse, live: liveOf(ports), run }));
}

/** Does something on a shadow of the live database: of its major, with its role. */
export async function onShadowOf<T>(
  settings: Settings,
  ports: CommandPorts,
  body: (run: ShadowRun) => Promise<T>,
): Promise<T> {
  const live = liveOf(ports);
  const major = Math.floor((await live.serverVersion()) / 10_000);
  const { user, database } = await live.roles();
  const run = await openShadowRun(settings, ports, { major, user, databaseName: database });
  try {
    await refuseLiveShadow(run, settings, ports);
    return await body(run);
  } finally {
    await run.close();
  }
}

/** Scripts would run on what they are to be compared with. Throws SHADOW_IS_LIVE. */
async function refuseLiveShadow(run: ShadowRun, { project }: Settings, { store }: CommandPorts): Promise<void> {
  const { identity } = await store.read();
  if (!isSameDatabase(identity, await run.identity(project))) return;
  throw new EngineError('SHADOW_IS_LIVE', `The shadow is ${store.description} itself; nothing was run there.`, {
    hint: 'Point `shadow` of the config, or the environment, at another server.',
  });
}

/** What can be read of the database beside its history. */
export function liveOf({ live }: CommandPorts): LiveDatabase {
  if (live) return live();
  throw new EngineError('NOT_BUILT_YET', 'These ports cannot read a schema.', { hint: 'Give them `live`.' });
}

/** What the checks of a command found, as its result. */
export function resultOf(
  command: ValidateResult['command'],
  { project, environment }: Settings,
  { outcome, reports, findings }: CheckRun,
  { tables, differences }: SchemaComparison,
  durationMs: number,
): ValidateResult {
  const checks = { outcome, checks: reports, findings, tables, differences };
  return { command, project, environment, ...checks, durationMs: Math.round(durationMs) };
}

import { CheckRun } from '../../checks/check-run';
import { type Finding, findingOf, findingOfObstacle, findObstacle } from '../../checks/finding';
import { checkHistory } from '../../checks/live/check-history';
import { checkSchema, readLiveSchema, type SchemaComparison } from '../../checks/live/check-schema';
import { checkVerifyScripts } from '../../checks/live/check-verify-scripts';
import { findMadeSettings } from '../../checks/live/find-made-settings';
import type { LiveDatabase } from '../../checks/live/live-database';
import type { ShadowRun } from '../../checks/shadow/shadow-run';
import type { ValidateResult } from '../../checks/validate-result';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import { isSameDatabase } from '../../history/identity';
import type { MigrationSet } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import type { CommandPorts } from '../../run/command';
import { openProject, type ProjectFiles, readProject, requireHooks } from '../../run/facts/project-files';
import { noticeForeignStamp } from '../../run/guards/run-guards';
import { noticeMajor } from '../../run/server-major';
import { listTables } from '../../schema';
import type { MendedDifference } from '../../schema/mend';
import { liveServerOf, openShadowRun } from './open-shadow-run';

/** What `drift` compares. */
export type ComparedParts = 'history and schema' | 'history';

/** `drift`: history and schema of the live database, or history alone. Writes nothing to it. */
export async function checkDrift(
  settings: Settings,
  ports: CommandPorts,
  compared: ComparedParts,
): Promise<ValidateResult> {
  const { clock, reporter, store } = ports;
  const { environment } = settings;
  const start = clock.monotonicMs();
  const database = store.description;
  reporter.report({
    type: 'run-started',
    at: clock.now(),
    command: 'drift',
    project: settings.project,
    environment,
    database,
  });
  const project = openProject(settings, ports.files);
  const checks = new CheckRun(ports);
  await checks.check('history', async () => {
    const history = await store.read();
    const ofMajor = noticeMajor(settings, history);
    for (const notice of [...noticeForeignStamp(settings, history), ...ofMajor]) {
      reporter.report({ type: 'notice-raised', at: clock.now(), ...notice });
    }
    return { findings: checkHistory(project.read().set, history) };
  });
  const schema = await checks.check('schema', async () =>
    compared === 'history' ? leftOut : sayHistoryOnly(await compareSchema(settings, project.read(), ports)),
  );
  return resultOf('drift', settings, checks, schema, clock.monotonicMs() - start);
}

const leftOut: SchemaComparison = {
  findings: [
    findingOf({
      severity: 'notice',
      check: 'schema',
      code: 'NOT_COMPARED',
      message: 'The schema was left out, by --history-only.',
      ids: [],
      hint: undefined,
    }),
  ],
  differences: [],
  tables: [],
};

/** A schema that cannot be compared can be left out. */
function sayHistoryOnly(schema: SchemaComparison): SchemaComparison {
  const obstacle = findObstacle(schema.findings);
  const findings = schema.findings.map((finding) =>
    finding === obstacle
      ? { ...finding, hint: `${finding.hint ?? ''} Or leave the schema out with --history-only.`.trim() }
      : finding,
  );
  return { ...schema, findings };
}

/** `--verify`: schema and verify.sql scripts after a run. Writes nothing to the database, or takes it back. */
export async function checkAfterMigrate(settings: Settings, ports: CommandPorts): Promise<ValidateResult> {
  const { clock, store } = ports;
  const start = clock.monotonicMs();
  const project = openProject(settings, ports.files);
  const checks = new CheckRun(ports);
  const schema = await checks.check('schema', () => compareSchema(settings, project.read(), ports));
  await checks.check('verify-scripts', async () => {
    const context = { ...project.read(), live: liveOf(ports), timeouts: settings.migrations };
    return { findings: await checkVerifyScripts(await store.read(), context) };
  });
  return resultOf('verify', settings, checks, schema, clock.monotonicMs() - start);
}

/** The differences alone, for programs. Throws CHECK_FAILED when the expected schema cannot be made. */
export async function compareLiveSchema(settings: Settings, ports: CommandPorts): Promise<readonly MendedDifference[]> {
  const { findings, differences } = await compareSchema(settings, readProject(settings, ports.files), ports);
  const obstacle = findObstacle(findings);
  if (obstacle) {
    throw new EngineError('CHECK_FAILED', obstacle.message, obstacle.hint === undefined ? {} : { hint: obstacle.hint });
  }
  return differences.filter(({ severity }) => severity === 'drift');
}

/**
 * Compares the schema of the database with what its applied scripts make, and after them these steps. A shadow that cannot
 * be had is told like any other finding, beside those of the other checks.
 */
export async function compareSchema(
  settings: Settings,
  { set, parse }: ProjectFiles,
  ports: CommandPorts,
  baseline: readonly Step[] = [],
): Promise<SchemaComparison> {
  const { project } = settings;
  const live = liveOf(ports);
  let tables: SchemaComparison['tables'] = [];
  try {
    const seen = await readLiveSchema(live);
    tables = listTables(seen.rows);
    const options = { baseline, ignore: settings.driftIgnore };
    return await onShadowOf(settings, set, ports, (run) =>
      checkSchema(seen, { project, set, parse, live, run }, options),
    );
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { findings: [notCompared(error)], differences: [], tables };
  }
}

const needsOtherMajor: ReadonlySet<string> = new Set(['EMBEDDED_BINARIES_MISSING', 'SHADOW_MAJOR_MISSING']);

function notCompared(error: EngineError): Finding {
  const finding = findingOfObstacle('schema', error);
  const what = needsOtherMajor.has(error.code) ? ", which needs a shadow of the server's major" : '';
  return { ...finding, message: `The schema was not compared${what}. ${finding.message}` };
}

/** Does something on a shadow of the live database: of its major, with its role and the roles of its server. */
async function onShadowOf<T>(
  settings: Settings,
  set: MigrationSet,
  ports: CommandPorts,
  body: (run: ShadowRun) => Promise<T>,
): Promise<T> {
  const live = liveOf(ports);
  const major = await majorOf(live);
  const { user, database, names } = await live.roles();
  const sessionSettings = await findGivenSettings(settings, set, ports);
  const makesRole = (name: string) => names.includes(name);
  const hooks = new Map([[settings.project, requireHooks(settings, ports.files)]]);
  const server = await liveServerOf(settings, ports);
  const run = await openShadowRun(settings, ports, {
    major,
    user,
    databaseName: database,
    sessionSettings,
    makesRole,
    hooks,
    sets: [set],
    ...(server && { live: server }),
  });
  try {
    await refuseLiveShadow(run, settings, ports);
    return await body(run);
  } finally {
    await run.close();
  }
}

/** What sessions of the live database begin with, without what scripts set for it or for its roles. */
async function findGivenSettings(
  settings: Settings,
  set: MigrationSet,
  ports: CommandPorts,
): Promise<ReadonlyMap<string, string>> {
  const live = liveOf(ports);
  const makes = await findMadeSettings({ project: settings.project, set, live });
  return new Map([...(await live.sessionSettings())].filter(([name]) => !makes(name)));
}

/** Scripts would run on what they are to be compared with. Throws SHADOW_IS_LIVE. */
async function refuseLiveShadow(run: ShadowRun, { project }: Settings, { store }: CommandPorts): Promise<void> {
  const { identity } = await store.read();
  if (!isSameDatabase(identity, await run.identity(project))) return;
  throw new EngineError('SHADOW_IS_LIVE', `The shadow is ${store.description} itself; nothing was run there.`, {
    hint: 'Point `shadow` of the config, or the environment, at another server.',
  });
}

/** PostgreSQL major of the live server, as 18. */
export async function majorOf(live: LiveDatabase): Promise<number> {
  return Math.floor((await live.serverVersion()) / 10_000);
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

import type { ErrorReport } from '../events';
import type { MigrationSet, RepeatableScript, VersionedMigration } from '../migrations/migration';
import type { Step } from '../plan/plan';
import { fileOfStored, unchangedFiles } from './applied-file';
import type { Parse } from './check-scripts';
import { type Finding, findingOf, findingOfError } from './finding';
import type { AppliedScript, LiveDatabase } from './live-database';
import { orderRuns } from './order-runs';
import type { ShadowRun } from './shadow-run';
import { firstStep, repeatStep } from './steps';

/** What a live database is compared with: its project's files, and an empty shadow. */
export interface ExpectedSchemaContext {
  readonly project: string;
  readonly set: MigrationSet;
  readonly parse: Parse;
  readonly live: LiveDatabase;
  readonly run: ShadowRun;
}

/** How well the shadow tells what the database ought to be. */
export interface ExpectedSchema {
  /** `partial`: scripts of other projects are not known, so the database may have more. `none`: it cannot be made. */
  readonly completeness: 'whole' | 'partial' | 'none';
  readonly findings: readonly Finding[];
}

/**
 * Applies to the shadow the scripts that history holds as applied, of all projects that share the database, in the order in which
 * it ran. A script whose file changed since, or is gone, is applied with the text that history keeps, so that
 * differences are those that no script made.
 */
export async function buildExpectedSchema(
  scripts: readonly AppliedScript[],
  context: ExpectedSchemaContext,
): Promise<ExpectedSchema> {
  const files = await readAppliedFiles(scripts, context);
  const unknown = scripts.filter((script) => !files.has(script));
  const findings = unknown.map((script) => schemaUnknown(script, context.project));
  if (unknown.some(({ project }) => project === context.project)) return { completeness: 'none', findings };

  const begun = new Set<AppliedScript>();
  const roles = await context.live.roles();
  for (const { script, turn } of orderRuns(scripts)) {
    const file = files.get(script);
    const step = file && stepOf(file, begun.has(script) ? 'again' : 'first', context.parse);
    if (!step) continue;
    const error = await runWithRoles(step, script.project, roles.names, context.run);
    if (!error) begun.add(script);
    else if (turn === 'last') return { completeness: 'none', findings: [...findings, cannotBeMade(error, step)] };
  }
  return { completeness: unknown.length > 0 ? 'partial' : 'whole', findings };
}

type File = VersionedMigration | RepeatableScript;

async function readAppliedFiles(
  scripts: readonly AppliedScript[],
  { project, set, live }: ExpectedSchemaContext,
): Promise<ReadonlyMap<AppliedScript, File>> {
  const files = new Map<AppliedScript, File>();
  const findFile = unchangedFiles(set);
  const wanted: AppliedScript[] = [];
  for (const script of scripts) {
    const file = script.project === project ? findFile(script) : undefined;
    if (file) files.set(script, file);
    else wanted.push(script);
  }
  const texts = wanted.length > 0 ? await live.storedTexts(wanted) : [];
  for (const [index, script] of wanted.entries()) {
    const text = texts[index];
    if (text !== undefined) files.set(script, fileOfStored(script, text));
  }
  return files;
}

function stepOf(file: File, turn: 'first' | 'again', parse: Parse): Step | undefined {
  return turn === 'again' && file.kind === 'repeatable' ? repeatStep(file, parse) : firstStep(file, parse);
}

/** SQLSTATE of a role that does not exist, among other objects. */
const undefinedObject = '42704';

/** Runs a step; roles that it names and that an administrator made on the live server are made on the shadow as well. */
async function runWithRoles(
  step: Step,
  project: string,
  liveRoles: readonly string[],
  run: ShadowRun,
): Promise<ErrorReport | undefined> {
  const made = new Set<string>();
  for (;;) {
    const error = await run.run({ project, step });
    if (error?.sqlState !== undefinedObject) return error;
    const role = liveRoles.find((name) => !made.has(name) && error.message.includes(`"${name}"`));
    if (role === undefined) return error;
    made.add(role);
    await run.createRole(role);
  }
}

function schemaUnknown({ project, id }: AppliedScript, own: string): Finding {
  const message = `${project === own ? '' : `${project}: `}${id} is applied, and neither its file as it was applied nor history has its text.`;
  const severity = project === own ? 'error' : 'warning';
  return findingOf({ severity, check: 'schema', code: 'SCHEMA_UNKNOWN', message, ids: [id] });
}

function cannotBeMade(error: ErrorReport, step: Step): Finding {
  const prefix = 'The schema to be expected cannot be made on a shadow: ';
  return findingOfError('schema', error, step, { prefix });
}

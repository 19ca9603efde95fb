import type { ErrorReport } from '../../errors';
import type { MigrationSet, RepeatableScript, VersionedMigration } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import { type Finding, findingOf, findingOfError } from '../finding';
import type { Parse } from '../scripts/check-scripts';
import type { ShadowRun } from '../shadow/shadow-run';
import { firstStep, repeatStep } from '../shadow/steps';
import { fileOfStored, unchangedFiles } from './applied-file';
import type { AppliedScript, LiveDatabase } from './live-database';
import { orderRuns } from './order-runs';

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
  const findings = tellUnknown(unknown, context);
  if (unknown.some(({ project }) => project === context.project)) return { completeness: 'none', findings };

  const begun = new Set<AppliedScript>();
  for (const { script, turn } of orderRuns(scripts)) {
    const file = files.get(script);
    const step = file && stepOf(file, begun.has(script) ? 'again' : 'first', context.parse);
    if (!step) continue;
    const error = await context.run.run({ project: script.project, step });
    if (!error) begun.add(script);
    else if (turn === 'last') return { completeness: 'none', findings: [...findings, cannotBeMade(error, step)] };
  }
  return { completeness: unknown.length > 0 ? 'partial' : 'whole', findings };
}

/** Scripts whose text is known nowhere: without one of the project's own, its schema cannot be made. */
export async function findUnknownScripts(
  scripts: readonly AppliedScript[],
  context: AppliedFilesContext,
): Promise<readonly Finding[]> {
  const files = await readAppliedFiles(scripts, context);
  return tellUnknown(
    scripts.filter((script) => !files.has(script)),
    context,
  );
}

type File = VersionedMigration | RepeatableScript;

/** What the files of applied scripts are found with. */
export type AppliedFilesContext = Pick<ExpectedSchemaContext, 'project' | 'set' | 'live'>;

function tellUnknown(
  unknown: readonly AppliedScript[],
  { project }: Pick<ExpectedSchemaContext, 'project'>,
): readonly Finding[] {
  return unknown.map((script) => schemaUnknown(script, project));
}

/** The files that scripts were applied from, or what history keeps of them; none for a script whose text is known nowhere. */
export async function readAppliedFiles(
  scripts: readonly AppliedScript[],
  { project, set, live }: AppliedFilesContext,
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

function schemaUnknown({ project, id }: AppliedScript, own: string): Finding {
  const message = `${project === own ? '' : `${project}: `}${id} is applied, and neither its file as it was applied nor history has its text.`;
  const severity = project === own ? 'error' : 'warning';
  return findingOf({ severity, check: 'schema', code: 'SCHEMA_UNKNOWN', message, ids: [id] });
}

function cannotBeMade(error: ErrorReport, step: Step): Finding {
  const prefix = 'The schema to be expected cannot be made on a shadow: ';
  return findingOfError('schema', error, step, { prefix });
}

import type { ErrorReport } from '../../errors';
import type { RepeatablePhase, RepeatableScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import type { CatalogRow } from '../../ports';
import { describeDifferences, diffSchemas, type SchemaDifference } from '../../schema';
import { type CheckName, type Finding, findingOf, findingOfError } from '../finding';
import type { CheckCode } from '../finding-catalogue';
import type { ShadowContext, ShadowFindings } from './shadow-check';
import { firstStep, repeatStep } from './steps';

/** Runs the repeatable scripts of a phase twice: the second time must neither fail nor change the schema. */
export async function checkRunTwice(
  check: CheckName,
  files: readonly RepeatableScript[],
  context: ShadowContext,
): Promise<ShadowFindings> {
  const { project, parse, run } = context;
  for (const file of files) {
    const step = firstStep(file, parse);
    const error = step && (await run.run({ project, step }));
    if (!step || error) return { findings: error ? [findingOfError(check, error, step)] : [], shadow: 'spoiled' };
  }
  return runAgain({ check, files, code: 'NOT_IDEMPOTENT', when: 'when it is run a second time' }, context);
}

/** `checkRunTwice` for the scripts that come before the migrations; a shadow with validated migrations has stood it. */
export async function checkBefore(context: ShadowContext): Promise<ShadowFindings> {
  if (context.prefix.isBegun) return { findings: [], shadow: 'usable' };
  return checkRunTwice('repeatables', context.set.before, context);
}

/**
 * Runs repeatable scripts that come before the migrations once more, after them and with `check_function_bodies` on:
 * one that then fails or changes the schema contradicts a migration.
 */
export async function checkAgainstMigrations(
  files: readonly RepeatableScript[],
  context: ShadowContext,
): Promise<ShadowFindings> {
  const when = 'when it is run after all migrations';
  return runAgain({ check: 'repeatables-again', files, code: 'CONTRADICTS_MIGRATION', when, as: 'after' }, context);
}

interface Repetition {
  readonly check: CheckName;
  readonly files: readonly RepeatableScript[];
  readonly code: CheckCode;
  /** The end of a sentence that begins with `Fails` or `Changes the schema`. */
  readonly when: string;
  readonly as?: RepeatablePhase;
}

/** Runs applied scripts once more, and compares the schema once; only if it differs, script by script. */
async function runAgain(repetition: Repetition, context: ShadowContext): Promise<ShadowFindings> {
  const { run } = context;
  if (repetition.files.length === 0) return { findings: [], shadow: 'usable' };
  const mark = run.mark();
  const before = await run.snapshot();
  const failures: Finding[] = [];
  for (const file of repetition.files) {
    const failure = await repeat(file, repetition, context);
    if (failure) failures.push(failure);
  }
  const differences = driftOf(before, await run.snapshot());
  if (differences.length === 0) return { findings: failures, shadow: 'usable' };
  const culprits = await findCulprits(repetition, mark, context);
  const told = culprits.length > 0 ? culprits : [changesSchema(repetition, repetition.files, differences)];
  return { findings: [...failures, ...told], shadow: 'usable' };
}

async function repeat(
  file: RepeatableScript,
  { check, code, when, as }: Repetition,
  { project, parse, run }: ShadowContext,
): Promise<Finding | undefined> {
  const step = repeatStep(file, parse, as);
  const error = step && (await run.run({ project, step }));
  return step && error ? repeatFailed(error, step, check, code, when) : undefined;
}

function repeatFailed(error: ErrorReport, step: Step, check: CheckName, code: CheckCode, when: string): Finding {
  const { hint } = findingOf({ severity: 'error', check, code, message: '', ids: [] });
  return findingOfError(check, error, step, { code, prefix: `Fails ${when}: `, ...(hint !== undefined && { hint }) });
}

/** Which scripts change the schema: the same once more, on a new shadow, compared after each. */
async function findCulprits(repetition: Repetition, mark: number, context: ShadowContext): Promise<readonly Finding[]> {
  const culprits: Finding[] = [];
  if (await context.run.rebuild(mark)) return culprits;
  let before = await context.run.snapshot();
  for (const file of repetition.files) {
    await repeat(file, repetition, context);
    const after = await context.run.snapshot();
    const differences = driftOf(before, after);
    if (differences.length > 0) culprits.push(changesSchema(repetition, [file], differences));
    before = after;
  }
  return culprits;
}

function changesSchema(
  { check, code, when }: Repetition,
  files: readonly RepeatableScript[],
  differences: readonly SchemaDifference[],
): Finding {
  const [file] = files;
  const ids = files.map(({ id }) => id);
  const who = files.length === 1 ? 'Changes the schema' : `One of ${ids.join(', ')} changes the schema`;
  const message = `${who} ${when} (+ added, - removed, ~ changed):\n${describeDifferences(differences)}`;
  const place = files.length === 1 && file ? { path: file.script.path } : {};
  return findingOf({ severity: 'error', check, code, message, ids, ...place });
}

function driftOf(before: readonly CatalogRow[], after: readonly CatalogRow[]): readonly SchemaDifference[] {
  return diffSchemas(before, after).filter(({ severity }) => severity === 'drift');
}

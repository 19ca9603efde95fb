import { EngineError, type ErrorReport } from '../../errors';
import type { VersionedMigration } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import type { CatalogRow } from '../../ports';
import { compareForUndo, describeDifferences, diffSchemas, type UndoException } from '../../schema';
import { type Finding, findingOf, findingOfError, hasErrors } from '../finding';
import type { CheckCode } from '../finding-catalogue';
import type { RowsTrial } from '../rows/rows-trial';
import { mayChangeMore } from './changes-data';
import { locksOfMigration, type MigrationLocks } from './locks/migration-locks';
import type { ShadowContext, ShadowFindings } from './shadow-check';
import { firstStep, undoStep } from './steps';

type Snapshot = readonly CatalogRow[];

/**
 * Applies every migration up, down and up, in order, and compares the schema after each: after the down it must be what
 * it was before the up, after the second up what it was after the first. What has no down is only applied. Each is judged
 * from the state that the ups before it made: after a down that is wrong the shadow is made anew. A failing up ends the
 * check, since nothing after it could run. Migrations that an earlier run validated are told of, and not run.
 */
export async function checkRoundTrips(context: ShadowContext): Promise<ShadowFindings> {
  const { set, run, prefix } = context;
  const findings = [...prefix.findings];
  const idle = [...prefix.idle];
  const locks = [...prefix.locks];
  let before = set.versioned.length > prefix.count ? await run.snapshot() : [];
  for (const [index, migration] of set.versioned.entries()) {
    if (index < prefix.count) continue;
    // The last one is the one that is being written: whatever becomes of it, the next run need not go further back.
    if (index === set.versioned.length - 1) await prefix.keep(index, { findings, idle, locks });
    const mark = run.mark();
    const onRows = await tryOnRows(migration, context);
    const trip = await checkRoundTrip(migration, before, context);
    findings.push(...trip.findings, ...judgeOnRows(onRows, trip, context));
    if (trip.locks) locks.push(trip.locks);
    if (trip.state === 'stuck' || (trip.state === 'spoiled' && !(await mend(trip.up, mark, context)))) {
      findings.push(...tellUnchecked(set.versioned.slice(index + 1)));
      return { findings, shadow: 'spoiled', idle, locks };
    }
    if (trip.isIdle) idle.push(migration.id);
    before = trip.state === 'applied' ? trip.schema : await run.snapshot();
  }
  await prefix.keep(set.versioned.length, { findings, idle, locks });
  return { findings, shadow: 'usable', idle, locks };
}

/** A migration that was tried on rows. */
interface TriedOnRows {
  readonly trial: RowsTrial;
  readonly up: Step;
  readonly down: Step | undefined;
}

/** Before it is applied, while what it works on is as the migrations before it left it. */
async function tryOnRows(
  migration: VersionedMigration,
  { parse, run, rows }: ShadowContext,
): Promise<TriedOnRows | undefined> {
  const up = rows?.tries(migration.id) ? firstStep(migration, parse) : undefined;
  if (!rows || !up) return undefined;
  // Loaded here: most runs validate what was validated before.
  const { checkOnRows } = require('../rows/check-rows') as typeof import('../rows/check-rows');
  const down = undoStep(migration, parse);
  for (;;) {
    const trial = await checkOnRows(up, down, rows, (body) => run.withSession(body)).catch(whenRefused);
    if (!trial) return undefined;
    const [failed] = trial.failures;
    if (!failed || !(await run.makeMissing(failed.error, failed.step))) return { trial, up, down };
  }
}

/** A script may have changed who can connect: the sessions of the round trip are open since before. */
function whenRefused(error: unknown): RowsTrial {
  if (error instanceof EngineError) return { without: [], failures: [], lost: [], obstacle: error.message };
  throw error;
}

/** What fails without rows is told by the round trip alone, and so are columns that a down does not bring back. */
function judgeOnRows(tried: TriedOnRows | undefined, trip: RoundTrip, { rows }: ShadowContext): readonly Finding[] {
  if (!tried || !rows || trip.state === 'stuck' || hasErrors(trip.findings)) return [];
  const { rowsFindings } = require('../rows/rows-findings') as typeof import('../rows/rows-findings');
  return rowsFindings(tried.trial, tried.up, tried.down, rows.severityOf);
}

/**
 * Whether a new shadow could be brought from that moment to where this migration is applied. What led there is kept when
 * it is much, since the next down may be wrong as well.
 */
async function mend(step: Step, mark: number, { project, run }: ShadowContext): Promise<boolean> {
  if ((await run.rebuild(mark)) || (await run.run({ project, step }))) return false;
  await run.checkpoint();
  return true;
}

/** How a round trip ended, and what its first up did to the tables that were there. */
type RoundTrip = RoundTripEnd & { readonly locks?: MigrationLocks };

type RoundTripEnd =
  /** The migration is applied and made this schema. */
  | {
      readonly state: 'applied';
      readonly findings: readonly Finding[];
      readonly schema: Snapshot;
      readonly isIdle: boolean;
    }
  /** It cannot be applied. */
  | { readonly state: 'stuck'; readonly findings: readonly Finding[] }
  /** What is there is not what the ups make: only a new shadow can go on, after this step. */
  | { readonly state: 'spoiled'; readonly findings: readonly Finding[]; readonly up: Step; readonly isIdle: boolean };

async function checkRoundTrip(
  migration: VersionedMigration,
  before: Snapshot,
  context: ShadowContext,
): Promise<RoundTrip> {
  const { project, parse, run } = context;
  const up = firstStep(migration, parse);
  if (!up) return { state: 'stuck', findings: [] };
  const { error, effect } = await run.runMeasured({ project, step: up });
  if (error) return { state: 'stuck', findings: [findingOfError('round-trip', error, up)] };
  const end = await checkApplied(migration, up, before, context);
  return effect ? { ...end, locks: locksOfMigration(up, parse(migration.up), effect) } : end;
}

/** Goes down and up again. */
async function checkApplied(
  migration: VersionedMigration,
  up: Step,
  before: Snapshot,
  { project, parse, run }: ShadowContext,
): Promise<RoundTripEnd> {
  const applied = await run.snapshot();
  const down = undoStep(migration, parse);
  if (!down) {
    const isIdle = !mayChangeMore(parse(migration.up)) && diffSchemas(before, applied).length === 0;
    return { state: 'applied', findings: [], schema: applied, isIdle };
  }

  const spoiled = (findings: readonly Finding[]): RoundTripEnd => ({ state: 'spoiled', findings, up, isIdle: false });
  const downError = await run.run({ project, step: down });
  if (downError) {
    const findings = [downFailed(downError, down)];
    // In one transaction nothing of it is kept; otherwise what ran stays, also where the server refused the transaction.
    if (down.script?.mode === 'statements' || downError.fields.unitsDone) return spoiled(findings);
    return { state: 'applied', findings, schema: applied, isIdle: false };
  }
  const inverse = compareUndone(before, await run.snapshot(), down);
  const isInverse = !hasErrors(inverse);
  const againError = await run.run({ project, step: up });
  // Of a down that left something behind, a second up that fails is the consequence.
  if (againError) return spoiled(isInverse ? [...inverse, upFailedAgain(againError, up, down)] : inverse);
  const again = await run.snapshot();
  const findings = inverse.length > 0 ? inverse : compareAgain(applied, again, up);
  const isClean = isInverse ? !hasErrors(findings) : compareForUndo(applied, again).verdict === 'same';
  return isClean ? { state: 'applied', findings, schema: again, isIdle: false } : spoiled(findings);
}

function downFailed(error: ErrorReport, down: Step): Finding {
  return findingOfError('round-trip', error, down, { code: 'DOWN_FAILED', prefix: 'Fails right after its up.sql: ' });
}

function upFailedAgain(error: ErrorReport, up: Step, down: Step): Finding {
  return findingOfError('round-trip', error, up, {
    code: 'UP_FAILED_AGAIN',
    prefix: `Fails when it is applied again after ${down.path}: `,
    hint: 'Let down.sql remove what stands in its way; roles and settings of the server are not part of the schema.',
  });
}

function compareUndone(before: Snapshot, undone: Snapshot, down: Step): readonly Finding[] {
  const intro = 'Does not undo its up.sql. Other than before (+ left behind, - lost, ~ changed):';
  return compare(before, undone, down, 'DOWN_NOT_INVERSE', intro);
}

function compareAgain(applied: Snapshot, again: Snapshot, up: Step): readonly Finding[] {
  const intro = 'Makes another schema when it is applied again after its down.sql. Other than the first time:';
  return compare(applied, again, up, 'UP_DIFFERS_AGAIN', intro);
}

function compare(
  expected: Snapshot,
  actual: Snapshot,
  { id, path }: Step,
  code: CheckCode,
  intro: string,
): readonly Finding[] {
  const { verdict, exceptions } = compareForUndo(expected, actual);
  if (verdict === 'same' && exceptions.length === 0) return [];
  const about = { check: 'round-trip', ids: [id], path } as const;
  const differences = diffSchemas(expected, actual);
  if (verdict === 'different') {
    const drift = differences.filter(({ severity }) => severity === 'drift');
    return [findingOf({ ...about, severity: 'error', code, message: `${intro}\n${describeDifferences(drift)}` })];
  }
  return exceptions.map((exception) => {
    const { code: notice, intro: told } = undoExceptions[exception];
    const message = `${told}\n${describeDifferences(differences.filter(({ change }) => change === exception))}`;
    return findingOf({ ...about, severity: 'notice', code: notice, message });
  });
}

const undoExceptions: Readonly<Record<UndoException, { readonly code: CheckCode; readonly intro: string }>> = {
  'column-order': { code: 'COLUMN_ORDER', intro: 'Restores the schema but for the order of columns:' },
  blanks: { code: 'BODY_BLANKS', intro: 'Restores the schema but for blanks:' },
};

function tellUnchecked(rest: readonly VersionedMigration[]): readonly Finding[] {
  const [next] = rest;
  if (!next) return [];
  const message = `Not run, because of what was found before: ${next.id}${rest.length > 1 ? ` and ${rest.length - 1} more` : ''}.`;
  const ids = rest.map(({ id }) => id);
  return [findingOf({ severity: 'notice', check: 'round-trip', code: 'NOT_CHECKED', message, ids })];
}

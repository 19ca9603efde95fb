import type { RepeatablePhase, RepeatableScript, VersionedMigration } from '../../migrations/migration';
import type { MigrationStatus, Refusal, Step } from '../../plan/plan';
import { type PlannedStep, planDownStep } from '../../plan/steps/down-step';
import { planUpStep } from '../../plan/steps/up-step';
import type { Parse } from '../scripts/check-scripts';
import { appliedRow } from './applied-row';

type File = VersionedMigration | RepeatableScript;

/** The step that applies a script to a database that has not seen it; undefined when it cannot be parsed. */
export function firstStep(file: File, parse: Parse): Step | undefined {
  const { step, refusals } = planUpStep(statusOf(file, 'pending'), { parse });
  return refusals.length > 0 ? undefined : step;
}

/** The step of a setup file, or why it cannot be run. */
export function planSetupStep(
  file: RepeatableScript,
  parse: Parse,
): { readonly step: Step | undefined; readonly refusal: Refusal | undefined } {
  const { step, refusals } = planUpStep(statusOf(file, 'pending'), { parse });
  return { step, refusal: refusals[0] };
}

/**
 * The step that runs an applied repeatable script once more. `as` is the phase that it counts for: scripts that come
 * before run with `check_function_bodies` off, and after the migrations they must stand with it on.
 */
export function repeatStep(file: RepeatableScript, parse: Parse, as: RepeatablePhase = file.phase): Step | undefined {
  const row = appliedRow(file, parse(file.script));
  return planUpStep({ ...statusOf({ ...file, phase: as }, 'applied'), row }, { parse }).step;
}

/** The step that runs a repeatable script which was applied as it was before. */
export function rerunStep(file: RepeatableScript, before: RepeatableScript, parse: Parse): Step | undefined {
  const row = appliedRow(before, parse(before.script));
  return planUpStep({ ...statusOf(file, 'outdated'), row }, { parse }).step;
}

/** The step that undoes an applied migration by its down.sql; undefined when it has none, or is irreversible. */
export function undoStep(migration: VersionedMigration, parse: Parse): Step | undefined {
  const { step, refusals } = planUndo(migration, parse);
  return refusals.length > 0 ? undefined : step;
}

/** How an applied migration is undone, or why it cannot be. */
export function planUndo(migration: VersionedMigration, parse: Parse): PlannedStep {
  const row = appliedRow(migration, parse(migration.up));
  return planDownStep({ ...statusOf(migration, 'applied'), row }, row, { parse }, {});
}

function statusOf(file: File, state: MigrationStatus['state']): MigrationStatus {
  const { id, kind } = file;
  const version = file.kind === 'versioned' ? file.version : undefined;
  const phase = file.kind === 'versioned' ? 'versioned' : file.phase;
  return { id, kind, version, state, phase, file, row: undefined };
}

import { EngineError } from '../../errors';
import type { History } from '../../history/history';
import type { MigrationSet } from '../../migrations/migration';
import { deriveStatuses } from '../../plan/derive-statuses';
import type { MigrationState, MigrationStatus } from '../../plan/plan';
import { describeHalfDone } from '../../plan/refusals/half-done';
import { refuseHalfDoneLost } from '../../plan/refusals/half-done-lost';
import { describeIds, refuseChanged, refuseMissing } from '../../plan/refusals/state-refusals';
import { type Finding, findingOf, findingOfRefusal } from '../finding';
import type { CheckCode } from '../finding-catalogue';

/**
 * History against the files. What was edited, is gone or stopped half way are errors; a database that is ahead of the
 * files is a warning; what only waits for the next run is a notice. Pure but for reading down.sql files.
 */
export function checkHistory(set: MigrationSet, history: History): readonly Finding[] {
  const statuses = deriveStatuses(set, history);
  const refusals = [
    ...refuseChanged(statuses, undefined),
    ...refuseMissing(statuses, new Set()),
    ...refuseHalfDoneLost(statuses),
  ];
  const idsIn = (state: MigrationState, kind?: MigrationStatus['kind']) =>
    statuses
      .filter((status) => status.state === state && (kind ?? status.kind) === status.kind && !isUnusedTestData(status))
      .map(({ id }) => id);
  return [
    ...refusals.map((refusal) => findingOfRefusal('history', refusal)),
    ...statuses.flatMap(halfDone),
    ...tell('warning', 'STATE_AHEAD', 'The database is ahead of these files', idsIn('ahead')),
    ...tell('warning', 'STATE_LOST', 'The files are gone, what they made stays', idsIn('missing', 'repeatable')),
    ...tell(
      'notice',
      'STATE_OUTDATED',
      'Edited after they ran, or what they made was dropped by a rollback',
      idsIn('outdated'),
    ),
    ...tell('notice', 'STATE_PENDING', 'Not applied yet', [...idsIn('pending'), ...idsIn('out-of-order')]),
    ...tell('notice', 'DOWN_CHANGED', 'down.sql was edited after the up was applied', changedDowns(statuses)),
  ];
}

function tell(
  severity: Finding['severity'],
  code: CheckCode,
  intro: string,
  ids: readonly string[],
): readonly Finding[] {
  if (ids.length === 0) return [];
  return [findingOf({ severity, check: 'history', code, message: `${intro}: ${describeIds(ids)}.`, ids })];
}

function halfDone({ id, state, row, file }: MigrationStatus): readonly Finding[] {
  if (state !== 'failed' || !row || !file) return [];
  const command = row.failedDirection === 'down' ? 'rollback' : 'migrate';
  const hint = `Run ${command} again: it goes on where it stopped.`;
  return [
    { severity: 'error', check: 'history', code: 'HALF_DONE', message: `${describeHalfDone(row)}.`, ids: [id], hint },
  ];
}

/** Test data is no part of the schema, and most databases have none. */
function isUnusedTestData({ phase, row }: MigrationStatus): boolean {
  return phase === 'test-data' && row === undefined;
}

function changedDowns(statuses: readonly MigrationStatus[]): readonly string[] {
  return statuses
    .filter(({ file, row, state }) => {
      if (file?.kind !== 'versioned' || !row || state !== 'applied') return false;
      return readDownChecksum(file.down) !== row.downChecksum;
    })
    .map(({ id }) => id);
}

/** One that cannot be read is an edited one. */
function readDownChecksum(read: () => { readonly checksum: string } | undefined): string | undefined {
  try {
    return read()?.checksum;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return error.code;
  }
}

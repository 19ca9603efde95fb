import type { MigrationStatus, Notice, Refusal } from '../plan';
import type { PlanInput } from '../plan-input';
import { describeEdit } from './describe-edit';
import { findRenamings } from './renamings';

/** Ids in a sentence; more than three are counted. */
export function describeIds(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).join(', ');
  return ids.length > 3 ? `${shown} and ${ids.length - 3} more` : shown;
}

/** One refusal for each applied migration that was edited. `redo` is the id of one that `--redo` would apply again. */
export function refuseChanged(
  statuses: readonly MigrationStatus[],
  redo: string | undefined,
  storedText?: PlanInput['storedText'],
): readonly Refusal[] {
  return statuses
    .filter(({ state }) => state === 'changed')
    .map(({ id, file, row }) => {
      const inFile = file?.kind === 'versioned' ? file.up.checksum : '';
      const isRedoable = id === redo;
      return {
        code: 'CHANGED',
        message: [
          `Checksum of ${id} changed after it was applied (history ${brief(row?.checksum ?? '')}, file ${brief(inFile)}).`,
          ...describeChange(file, storedText?.(id, 'up')),
        ].join('\n'),
        ids: [id],
        hint: isRedoable
          ? 'Restore the file, or pass --redo to undo it with its stored down and apply it again.'
          : `Restore the file and add a new migration, or accept the edit with \`repair --checksums --id=${id}\`.`,
        waivedBy: isRedoable ? '--redo' : undefined,
      };
    });
}

/** What was edited, as far as history keeps the text and the file is in memory. */
function describeChange(file: MigrationStatus['file'], stored: string | undefined): readonly string[] {
  const text = file?.kind === 'versioned' ? file.up.text : undefined;
  return text && stored !== undefined ? describeEdit(stored, text.toString('utf8')) : [];
}

/**
 * Applied migrations whose files are gone although newer files exist, and those that have their text under another name,
 * however new they are: it would run twice. Ids that `told` has are refused already.
 */
export function refuseMissing(statuses: readonly MigrationStatus[], told: ReadonlySet<string>): readonly Refusal[] {
  const renamings = findRenamings(statuses);
  const lost = statuses.filter(
    ({ kind, state, id }) => kind === 'versioned' && (state === 'missing' || state === 'ahead') && !told.has(id),
  );
  const gone = lost.filter(({ state, id }) => state === 'missing' && !renamings.has(id)).map(({ id }) => id);
  return [
    ...lost.flatMap(({ id }) => {
      const name = renamings.get(id);
      return name === undefined ? [] : [refuseRenamed(id, name)];
    }),
    ...(gone.length > 0 ? [refuseGone(gone)] : []),
  ];
}

/** Who renamed a folder that is applied finds it missing under one name and pending under the other. */
function refuseRenamed(id: string, name: string): Refusal {
  return {
    code: 'MISSING',
    message: `Applied before, but the files are gone: ${id}. ${name}, which is not applied, has the same text as ${id}: give it that name again.`,
    ids: [id],
    hint: `Rename ${name} back to ${id}. To keep the new name, record it with \`repair --id=${name} --as=applied\` and then forget the old one with \`repair --id=${id} --missing\`; neither runs anything.`,
    waivedBy: undefined,
  };
}

function refuseGone(ids: readonly string[]): Refusal {
  return {
    code: 'MISSING',
    message: `Applied before, but the files are gone: ${describeIds(ids)}.`,
    ids,
    hint: 'Restore the files, undo them with `rollback --missing`, or forget them with `repair --missing`.',
    waivedBy: undefined,
  };
}

/** Pending migrations of this run that are older than the newest applied one. */
export function refuseOutOfOrder(due: readonly MigrationStatus[]): readonly Refusal[] {
  const ids = outOfOrderIds(due);
  if (ids.length === 0) return [];
  return [
    {
      code: 'OUT_OF_ORDER',
      message: `Older than the newest applied migration: ${describeIds(ids)}.`,
      ids,
      hint: 'Pass --out-of-order to apply what is older too, or give it a newer version.',
      waivedBy: '--out-of-order',
    },
  ];
}

/** The notice in place of `refuseOutOfOrder` where that is allowed. */
export function noticeOutOfOrder(due: readonly MigrationStatus[]): readonly Notice[] {
  const ids = outOfOrderIds(due);
  if (ids.length === 0) return [];
  const message = `Planned although older than the newest applied migration: ${describeIds(ids)}.`;
  return [{ severity: 'notice', message, ids }];
}

/** What should be known of scripts that history has and the folder has not. */
export function noticeLost(statuses: readonly MigrationStatus[]): readonly Notice[] {
  const ahead = statuses.filter(({ state }) => state === 'ahead').map(({ id }) => id);
  const repeatable = statuses
    .filter(({ kind, state }) => kind === 'repeatable' && state === 'missing')
    .map(({ id }) => id);
  const notices: Notice[] = [];
  if (ahead.length > 0) {
    const message = `The database is ahead of these files: ${describeIds(ahead)}.`;
    notices.push({ severity: 'warning', message, ids: ahead });
  }
  if (repeatable.length > 0) {
    const message = `Repeatable scripts are gone, what they made stays: ${describeIds(repeatable)}.`;
    notices.push({ severity: 'notice', message, ids: repeatable });
  }
  return notices;
}

function outOfOrderIds(due: readonly MigrationStatus[]): readonly string[] {
  return due.filter(({ state }) => state === 'out-of-order').map(({ id }) => id);
}

/** Enough of a checksum to tell two apart. */
export function brief(checksum: string): string {
  return `${checksum.slice(0, 4)}…`;
}

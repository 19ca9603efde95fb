import type { HistoryRow } from '../../history/history';
import type { ParsedScript, Script, VersionedMigration } from '../../migrations/migration';
import { scriptOfText } from '../../migrations/script/read-script';
import type { MigrationStatus, Notice, Refusal, Step } from '../plan';
import type { PlanInput } from '../plan-input';
import { noticeScript } from '../refusals/script-notices';
import { readLazily, refuseUnparsable } from '../refusals/script-refusals';
import { isRefusal } from '../target';
import { asLeftOff } from './as-left-off';
import { refuseGoneState } from './resume';

/** One step of a plan with what is to be said of it; without a step there is a refusal. */
export interface PlannedStep {
  readonly step: Step | undefined;
  readonly refusals: readonly Refusal[];
  readonly notices: readonly Notice[];
}

/** What may be passed over, and where the down must come from: `file` is the down.sql as it is, because it was named. */
export interface DownOptions {
  readonly allowIrreversible?: boolean;
  readonly source?: 'file';
}

/**
 * How an applied migration is undone. By down.sql; or, when the migration was edited or its files are gone, by the down
 * that history keeps, since that is the inverse of what was applied. One that cannot be undone is refused, or with
 * `allowIrreversible` left applied, with a record that marks it.
 */
export function planDownStep(
  status: MigrationStatus,
  row: HistoryRow,
  input: Pick<PlanInput, 'parse' | 'storedText'>,
  options: DownOptions,
): PlannedStep {
  const down = chooseDown(status, row, input, options);
  const obstacle = findObstacle(status, row, down, input);
  if (obstacle?.waivedBy !== undefined && options.allowIrreversible) return skip(status, row, obstacle);
  if (obstacle) return { step: undefined, refusals: [obstacle], notices: [] };
  const { source, file } = down;
  const parsed = down.parsed && asLeftOff(down.parsed, row, 'down');
  const resumeAt = resumeDown(row, parsed);
  if (typeof resumeAt !== 'number') return { step: undefined, refusals: [resumeAt], notices: [] };
  const { id, version } = status;
  const path = parsed?.script.path ?? historyPath(id);
  return {
    step: { action: 'down', id, version, path, source, script: parsed, file, expected: row, resumeAt },
    refusals: parsed ? refuseUnparsable(parsed, id) : [],
    notices: [...noticesOf(row, down), ...(parsed ? noticeScript(parsed, id) : [])],
  };
}

/** Where the text of a step comes from when it is no file. */
export function historyPath(id: string): string {
  return `history of ${id}`;
}

/** The down that undoes a migration. `parsed` is undefined for a stored one that was not read. */
interface ChosenDown {
  readonly source: 'file' | 'stored' | 'none';
  readonly parsed: ParsedScript | undefined;
  readonly file: VersionedMigration | undefined;
  readonly unreadable?: Refusal;
}

function chooseDown(
  status: MigrationStatus,
  row: HistoryRow,
  { parse, storedText }: Pick<PlanInput, 'parse' | 'storedText'>,
  options: DownOptions,
): ChosenDown {
  const file = status.file?.kind === 'versioned' ? status.file : undefined;
  const isAsApplied = options.source === 'file' || file?.up.checksum === row.checksum;
  const read = file && readLazily(file.down, status.id);
  const down = read && !isRefusal<Script>(read) ? read : undefined;
  if (down && (isAsApplied || down.checksum === row.downChecksum)) return { source: 'file', parsed: parse(down), file };
  if (read && isRefusal<Script>(read) && isAsApplied) {
    return { source: 'none', parsed: undefined, file, unreadable: read };
  }
  if (!row.hasStoredDown) return { source: 'none', parsed: undefined, file };
  const text = storedText?.(status.id, 'down');
  const parsed = text === undefined ? undefined : parse(scriptOfText(text, historyPath(status.id), 'down'));
  return { source: 'stored', parsed, file: undefined };
}

/** Why a migration cannot be undone; `waivedBy` names the option that passes it over. */
function findObstacle(
  status: MigrationStatus,
  row: HistoryRow,
  { source, parsed, file, unreadable }: ChosenDown,
  input: Pick<PlanInput, 'parse' | 'storedText'>,
): Refusal | undefined {
  if (unreadable) return unreadable;
  const declared = source === 'file' ? file?.up.directives.irreversible : row.irreversible;
  const reason = declared ?? parsed?.script.directives.irreversible;
  if (reason !== undefined) return irreversible(status.id, `${status.id} is declared irreversible: ${reason}`);
  if (source === 'none') return downMissing(status);
  // What cannot be parsed may look empty, as a lone psql command does; it is refused as what it is.
  if (parsed && parsed.problems.length > 0) return undefined;
  if (parsed?.mode !== 'empty' || isUpEmpty(row, file, input)) return undefined;
  return irreversible(status.id, `${parsed.script.path} has no statement, so it undoes nothing`);
}

/** Whether the up that was applied did nothing: then a down that does nothing is its true inverse. */
function isUpEmpty(
  row: HistoryRow,
  file: VersionedMigration | undefined,
  { parse, storedText }: Pick<PlanInput, 'parse' | 'storedText'>,
): boolean {
  if (file?.up.checksum === row.checksum) return parse(file.up).mode === 'empty';
  const text = storedText?.(row.id, 'up');
  return text !== undefined && parse(scriptOfText(text, historyPath(row.id), 'up')).mode === 'empty';
}

function resumeDown(row: HistoryRow, parsed: ParsedScript | undefined): number | Refusal {
  if (row.failedDirection !== 'down' || row.unitsDone === 0) return 0;
  if (!parsed) return row.unitsDone;
  if (parsed.script.checksum === row.downChecksum) return refuseGoneState(row, parsed) ?? row.unitsDone;
  return {
    code: 'HALF_DONE',
    message: `The rollback of ${row.id} stopped after ${row.unitsDone} of ${row.unitsTotal} statements, and its down.sql changed since.`,
    ids: [row.id],
    hint: `Restore down.sql, so that it can be resumed, or run \`repair --id=${row.id}\` with what is so (--as=applied or --as=pending).`,
    waivedBy: undefined,
  };
}

function noticesOf(row: HistoryRow, { source, parsed }: ChosenDown): readonly Notice[] {
  const notices: Notice[] = [];
  const ids = [row.id];
  if (source === 'file' && row.downChecksum !== undefined && parsed?.script.checksum !== row.downChecksum) {
    const message = `${parsed?.script.path} changed after ${row.id} was applied; it is used as it is now.`;
    notices.push({ severity: 'notice', message, ids });
  }
  if (source === 'stored') {
    notices.push({ severity: 'notice', message: `${row.id} is undone with the down stored when it was applied.`, ids });
  }
  if (row.outcome === 'failed' && row.failedDirection !== 'down') {
    const message = `${row.id} stopped after ${row.unitsDone} of ${row.unitsTotal} statements; its whole down runs.`;
    notices.push({ severity: 'warning', message, ids });
  }
  return notices;
}

function skip({ id, version, file }: MigrationStatus, row: HistoryRow, obstacle: Refusal): PlannedStep {
  const migration = file?.kind === 'versioned' ? file : undefined;
  return {
    step: {
      action: 'skip-down',
      id,
      version,
      path: migration?.path ?? historyPath(id),
      source: 'none',
      script: undefined,
      file: migration,
      expected: row,
      resumeAt: 0,
    },
    refusals: [],
    notices: [
      {
        severity: 'warning',
        message: `Nothing is undone: ${obstacle.message} It stays applied, marked as not undone.`,
        ids: [id],
      },
    ],
  };
}

function irreversible(id: string, message: string): Refusal {
  return {
    code: 'IRREVERSIBLE',
    message: `${message}.`,
    ids: [id],
    hint: 'Pass --allow-irreversible to leave it applied, marked as not undone.',
    waivedBy: '--allow-irreversible',
  };
}

function downMissing({ id, file }: MigrationStatus): Refusal {
  const path = file?.kind === 'versioned' ? `${file.path}/down.sql` : 'its down.sql';
  return {
    code: 'DOWN_MISSING',
    message: `${id} cannot be undone: history keeps no down of it, and ${path} is missing or not the inverse of what was applied.`,
    ids: [id],
    hint: `Write ${path}, restore the files as they were applied, or pass --allow-irreversible to leave it applied, marked as not undone.`,
    waivedBy: '--allow-irreversible',
  };
}

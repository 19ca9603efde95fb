import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import type { RollbackOptions } from '../../src/commands/rollback/rollback.options';
import type { Script } from './script';
import {
  compareIds,
  type Database,
  type Files,
  isVersioned,
  type Row,
  refuseLost,
  repeatableIds,
  type Status,
  statusesOf,
  versionOf,
} from './state';

/** One script to run, from the statement `from` on. */
export interface Step {
  readonly action: 'up' | 'repeat' | 'down' | 'skip-down';
  readonly id: string;
  readonly script: Script | undefined;
  /** The down that history keeps from now on. */
  readonly down: Script | undefined;
  readonly from: number;
}

/** What a command should do, or why it should refuse. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Code and ids; the ids that an unknown target suggests are left out. */
  readonly refusals: readonly string[];
}

/** What `migrate` should do where the environment is strict. */
export function planMigrate(files: Files, database: Database, options: MigrateOptions): Plan {
  const statuses = statusesOf(files, database);
  const isWithin = options.to === undefined ? () => true : targetOf(String(options.to), statuses);
  const due = isWithin ? statuses.filter((status) => isDue(status, isWithin, options.includeTestData ?? false)) : [];
  const idsIn = (state: string, among: readonly Status[]) =>
    among.filter((status) => isVersioned(status) && status.state === state).map(({ id }) => id);
  const late = options.outOfOrder ? [] : idsIn('out-of-order', due);
  return {
    steps: due.flatMap(({ id, file, row }): readonly Step[] => {
      const action = isVersioned({ id }) ? 'up' : 'repeat';
      return file ? [{ action, id, script: file.up, down: file.down, from: row?.half?.done ?? 0 }] : [];
    }),
    refusals: [
      ...(isWithin ? [] : ['TARGET_UNKNOWN']),
      ...idsIn('changed', statuses).map((id) => `CHANGED ${id}`),
      ...refuseLost(statuses, options.includeTestData ?? false),
      ...(late.length > 0 ? [`OUT_OF_ORDER ${late.join(' ')}`] : []),
      ...due.filter((status) => !canResume(status)).map(({ id }) => `HALF_DONE ${id}`),
    ],
  };
}

/** What `rollback` should do: downs in reverse of the order of application. */
export function planRollback(files: Files, database: Database, options: RollbackOptions): Plan {
  const statuses = statusesOf(files, database);
  const applied = database.rows.filter(isVersioned).reverse();
  // What an earlier rollback went past is not counted again, unless it can be undone by now.
  const isPassedOver = (row: Row) => {
    const step = row.notUndone && planDown(row, files, options);
    return step !== undefined && (typeof step === 'string' || step.action !== 'down');
  };
  const chosen = chooseApplied(statuses, applied, options, isPassedOver);
  if (typeof chosen === 'string') return { steps: [], refusals: [chosen] };
  const planned = chosen.map((row) => planDown(row, files, options));
  return {
    steps: planned.flatMap((step) => (typeof step === 'string' ? [] : [step])),
    refusals: planned.flatMap((step) => (typeof step === 'string' ? [step] : [])),
  };
}

/** Whether a migration is within a target. */
export type IsWithin = (id: string) => boolean;

/** Whether a migration is the target or before it; undefined for an unknown target. */
export function targetOf(to: string, statuses: readonly Status[]): IsWithin | undefined {
  if (to === '0') return () => false;
  if (statuses.some((status) => status.id === to && isVersioned(status))) return (id) => compareIds(id, to) <= 0;
  if (!/^\d+$/.test(to)) return undefined;
  return (id) => (versionOf(id) ?? Number.POSITIVE_INFINITY) <= Number(to);
}

function isDue({ id, state, file }: Status, isWithin: IsWithin, includeTestData: boolean): boolean {
  const isOpen = file !== undefined && ['pending', 'out-of-order', 'failed', 'outdated'].includes(state);
  return isOpen && (isVersioned({ id }) ? isWithin(id) : includeTestData || id !== repeatableIds.testData);
}

/** A half-done up goes on as long as what has run of it is unchanged; one that is half undone does not. */
function canResume({ file, row }: Status): boolean {
  if (!file || !row?.half) return true;
  const { direction, done, started } = row.half;
  const hasRun = (script: Script) => script.statements.slice(0, started ? done + 1 : done).join();
  return (
    direction === 'up' &&
    (row.up.text === file.up.text || (hasRun(row.up) === hasRun(file.up) && row.up.mode === file.up.mode))
  );
}

/** Rows to undo, the last applied first, or why not. */
function chooseApplied(
  statuses: readonly Status[],
  applied: readonly Row[],
  { to, steps = 1, lastRun, missing }: RollbackOptions,
  isPassedOver: (row: Row) => boolean,
): readonly Row[] | string {
  const undoable = applied.filter((row) => !isPassedOver(row));
  if (lastRun) return undoable.filter(({ run }) => run === undoable[0]?.run);
  if (missing) {
    const isMissing = ({ state, file }: Status) => state === 'missing' || (state === 'failed' && !file);
    return applied.filter((row) => statuses.some((status) => status.id === row.id && isMissing(status)));
  }
  return to === undefined ? undoable.slice(0, steps) : chooseNewer(String(to), statuses, applied);
}

function chooseNewer(to: string, statuses: readonly Status[], applied: readonly Row[]): readonly Row[] | string {
  const isWithin = targetOf(to, statuses);
  if (!isWithin) return 'TARGET_UNKNOWN';
  const target = applied.find(({ id }) => id === to);
  const isNumbered = versionOf(to) !== undefined;
  if (!isNumbered && !target) return `NOT_APPLIED ${to}`;
  // What has no version is newer when it was applied later than the last that stays.
  const lastStaying = target ?? applied.find(({ id }) => versionOf(id) !== undefined && isWithin(id));
  const isLater = (row: Row) => !lastStaying || applied.indexOf(row) < applied.indexOf(lastStaying);
  return applied.filter((row) => (isNumbered && versionOf(row.id) !== undefined ? !isWithin(row.id) : isLater(row)));
}

/** By down.sql; by the stored down when the migration was edited or is gone. */
function planDown(row: Row, files: Files, { allowIrreversible }: RollbackOptions): Step | string {
  const { id } = row;
  const file = files.get(id);
  const isAsApplied = file?.up.text === row.up.text;
  const script = (isAsApplied ? file?.down : undefined) ?? row.down;
  if (!script) {
    return allowIrreversible ? { action: 'skip-down', id, script, down: undefined, from: 0 } : `DOWN_MISSING ${id}`;
  }
  const from = row.half?.direction === 'down' ? row.half.done : 0;
  if (from > 0 && script.text !== row.down?.text) return `HALF_DONE ${id}`;
  return { action: 'down', id, script, down: script, from };
}

import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import type { RepairOptions } from '../../src/commands/repair/repair.options';
import { type IsWithin, targetOf } from './plan';
import type { ModelRun } from './run';
import {
  type Database,
  type Files,
  isVersioned,
  type Row,
  refuseLost,
  type Status,
  statusesOf,
  versionOf,
} from './state';

/** What a command does that changes history alone: nothing runs, and all of it is one commit. */
interface Rewriting {
  /** Action, id, and the row from now on; undefined: none. */
  readonly steps: readonly {
    readonly action: 'repair' | 'baseline';
    readonly id: string;
    readonly row: Row | undefined;
  }[];
  readonly refusals: readonly string[];
}

/** How `repair --confirm` should end, as the `run`-th run. */
export function predictRepair(files: Files, database: Database, options: RepairOptions, run: number): ModelRun {
  return runRewriting(planRepair(statusesOf(files, database), options, run), database);
}

/** How `migrate --baseline --confirm` should end. */
export function predictBaseline(files: Files, database: Database, options: MigrateOptions, run: number): ModelRun {
  return runRewriting(planBaseline(statusesOf(files, database), String(options.baseline), run), database);
}

function planRepair(statuses: readonly Status[], options: RepairOptions, run: number): Rewriting {
  const { id, as, checksums, missing, failed } = options;
  if (id !== undefined) {
    const named = statuses.find((status) => status.id === id);
    if (!named) return { steps: [], refusals: ['TARGET_UNKNOWN'] };
    return { steps: as === 'pending' ? forget(named) : applied(named, run), refusals: [] };
  }
  const isAll = !(checksums || missing || failed);
  const steps = statuses.flatMap((status) => {
    if (status.state === 'changed' && (checksums || isAll)) return accept(status);
    return status.state === 'missing' && (missing || isAll) ? forget(status) : [];
  });
  return { steps, refusals: [] };
}

function accept({ id, file, row }: Status): Rewriting['steps'] {
  return file && row ? [{ action: 'repair', id, row: { ...row, up: file.up, down: file.down } }] : [];
}

function forget({ id, row }: Status): Rewriting['steps'] {
  return row ? [{ action: 'repair', id, row: undefined }] : [];
}

/** A half-done one is taken for applied, as it is in its files now; one that is not there is recorded. */
function applied({ id, file, row }: Status, run: number): Rewriting['steps'] {
  if (!row)
    return file ? [{ action: 'baseline', id, row: { id, up: file.up, down: file.down, half: undefined, run } }] : [];
  return row.half
    ? [{ action: 'repair', id, row: { ...row, ...(file && { up: file.up, down: file.down }), half: undefined } }]
    : [];
}

function planBaseline(statuses: readonly Status[], to: string, run: number): Rewriting {
  const versioned = statuses.filter(isVersioned);
  const isWithin = namedTarget(to, versioned);
  if (!isWithin) return { steps: [], refusals: ['TARGET_UNKNOWN'] };
  const within = versioned.filter(({ id }) => isWithin(id));
  const idsIn = (state: string) => within.filter((status) => status.state === state).map(({ id }) => id);
  return {
    steps: within.flatMap((status) => (status.row ? [] : applied(status, run))),
    refusals: [
      ...idsIn('changed').map((id) => `CHANGED ${id}`),
      ...refuseLost(within, false),
      ...within.filter(({ state, file }) => state === 'failed' && file).map(({ id }) => `HALF_DONE ${id}`),
    ],
  };
}

/** Unlike `--to`, a baseline must name a migration that is known. */
function namedTarget(to: string, versioned: readonly Status[]): IsWithin | undefined {
  const isNamed = versioned.some(({ id }) => id === to || (/^\d+$/.test(to) && versionOf(id) === Number(to)));
  return isNamed && to !== '0' ? targetOf(to, versioned) : undefined;
}

function runRewriting({ steps, refusals }: Rewriting, database: Database): ModelRun {
  const idle = (outcome: string): ModelRun => ({ summary: { outcome, steps: [], refusals }, databases: [database] });
  if (refusals.length > 0) return idle('refused');
  if (steps.length === 0) return idle('nothing-to-do');
  const after = steps.reduce(rewrite, database);
  const reports = steps.map(({ action, id }) => `${action} ${id}`);
  return { summary: { outcome: 'succeeded', steps: reports, refusals: [] }, databases: [database, after] };
}

/** A row keeps its place in the order of application; a new one is the last. */
function rewrite({ rows, tables, failedUps }: Database, { id, row }: Rewriting['steps'][number]): Database {
  const isKnown = rows.some((known) => known.id === id);
  const kept = rows.flatMap((known) => (known.id === id ? (row ? [row] : []) : [known]));
  return {
    tables,
    rows: row && !isKnown ? [...kept, row] : kept,
    failedUps: new Set([...failedUps].filter((failed) => failed !== id)),
  };
}

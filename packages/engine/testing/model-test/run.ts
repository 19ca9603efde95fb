import type { Plan, Step } from './plan';
import { execute, isAlone } from './script';
import { type Database, emptyDatabase, type Half, type Row } from './state';

/** How a command should end, in the form of `summaryOf`. */
export interface Summary {
  readonly outcome: string;
  readonly steps: readonly string[];
  readonly refusals: readonly string[];
}

/** A run of the model: how it ends, and the database after each of its commits, the untouched one first. */
export interface ModelRun {
  readonly summary: Summary;
  readonly databases: readonly [Database, ...Database[]];
}

/** Runs a plan as its `run`-th run, on the database as it is or after it was emptied. After a failure `stop` leaves the rest. */
export function runPlan(
  { steps, refusals }: Plan,
  database: Database,
  {
    run,
    begin,
    onFailure,
  }: { readonly run: number; readonly begin: 'as-it-is' | 'reset'; readonly onFailure: 'stop' | 'continue' },
): ModelRun {
  const idle = (outcome: string): ModelRun => ({ summary: { outcome, steps: [], refusals }, databases: [database] });
  if (refusals.length > 0) return idle('refused');
  if (steps.length === 0 && begin === 'as-it-is') return idle('nothing-to-do');
  const databases: [Database, ...Database[]] = begin === 'reset' ? [database, emptyDatabase] : [database];
  const reports: string[] = [];
  let failed = false;
  for (const step of steps) {
    const name = `${step.action} ${step.id}`;
    if (failed && onFailure === 'stop') {
      reports.push(`${name} not-run`);
      continue;
    }
    const ended = runStep(step, lastOf(databases), run);
    databases.push(...ended.databases);
    failed ||= ended.failed;
    reports.push(ended.failed ? `${name} failed` : name);
  }
  return { summary: { outcome: failed ? 'failed' : 'succeeded', steps: reports, refusals: [] }, databases };
}

/** The database when a run is over. */
export function lastOf(databases: ModelRun['databases']): Database {
  return databases.at(-1) ?? databases[0];
}

interface StepRun {
  readonly databases: readonly Database[];
  readonly failed: boolean;
}

function runStep(step: Step, start: Database, run: number): StepRun {
  const { script, from } = step;
  const units =
    script?.mode === 'one each' ? script.statements.map((statement) => [statement]) : [script?.statements ?? []];
  const databases: Database[] = [];
  let current = start;
  const commit = (done: number, started: boolean, tables = current.tables) => {
    const progress = { run, done, started, total: units.length, isFirst: databases.length === 0 };
    current = record(step, { ...current, tables }, progress);
    databases.push(current);
  };
  for (const [index, unit] of units.entries()) {
    if (index < from) continue;
    const alone = unit.some(isAlone);
    if (alone && !isStarted(step, index, start)) commit(index, true);
    const tables = executeAll(current.tables, unit);
    if (!tables) {
      if (alone) commit(index, false);
      return { failed: true, databases: [...databases, withFailure(step, current)] };
    }
    commit(index + 1, false, tables);
  }
  return { failed: false, databases };
}

/** Whether an earlier run began with that statement. */
function isStarted({ id, action }: Step, index: number, { rows }: Database): boolean {
  const half = rows.find((row) => row.id === id)?.half;
  return half?.started === true && half.done === index && (half.direction === 'down') === (action === 'down');
}

function executeAll(tables: ReadonlySet<string>, statements: readonly string[]): ReadonlySet<string> | undefined {
  let after: ReadonlySet<string> | undefined = tables;
  for (const statement of statements) after = after && execute(after, statement);
  return after;
}

interface Progress extends Pick<Half, 'done' | 'started'> {
  readonly run: number;
  readonly total: number;
  /** Whether it is the first that this run records of the step. */
  readonly isFirst: boolean;
}

function record(
  { action, id, script, down }: Step,
  database: Database,
  { run, done, started, total, isFirst }: Progress,
): Database {
  const others = database.rows.filter((row) => row.id !== id);
  const known = database.rows.find((row) => row.id === id);
  const failedUps = new Set([...database.failedUps].filter((failed) => failed !== id));
  const replace = (row: Row) => database.rows.map((other) => (other.id === id ? row : other));
  switch (action) {
    case 'up':
    case 'repeat': {
      if (!script) return database;
      const half: Half | undefined = done < total ? { direction: 'up', done, started } : undefined;
      const row = { id, up: script, down, half, run };
      // The order of application is that of the run that began, or went on with, the script.
      return { ...database, failedUps, rows: isFirst ? [...others, row] : replace(row) };
    }
    case 'skip-down':
      return known ? { ...database, rows: replace({ ...known, notUndone: true }) } : database;
    case 'down':
      if (!known || done === total) return { ...database, failedUps, rows: others };
      return { ...database, rows: replace({ ...known, down, half: { direction: 'down', done, started }, run }) };
  }
}

function withFailure({ action, id }: Step, database: Database): Database {
  const isOpen = action === 'up' && !database.rows.some((row) => row.id === id);
  return isOpen ? { ...database, failedUps: new Set([...database.failedUps, id]) } : database;
}

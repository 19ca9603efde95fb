import type { Plan, Step } from './plan';
import { execute } from './script';
import type { Database, Row } from './state';

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

/** Runs a plan as its `run`-th run. After a failure `stop` leaves the rest. */
export function runPlan(
  { steps, refusals }: Plan,
  database: Database,
  { run, onFailure }: { readonly run: number; readonly onFailure: 'stop' | 'continue' },
): ModelRun {
  const idle = (outcome: string): ModelRun => ({ summary: { outcome, steps: [], refusals }, databases: [database] });
  if (refusals.length > 0) return idle('refused');
  if (steps.length === 0) return idle('nothing-to-do');
  const databases: [Database, ...Database[]] = [database];
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
  for (const [index, unit] of units.entries()) {
    if (index < from) continue;
    const tables = executeAll(current.tables, unit);
    if (!tables) return { failed: true, databases: [...databases, withFailure(step, current)] };
    current = record(
      step,
      { ...current, tables },
      { run, done: index + 1, total: units.length, isFirst: index === from },
    );
    databases.push(current);
  }
  return { failed: false, databases };
}

function executeAll(tables: ReadonlySet<string>, statements: readonly string[]): ReadonlySet<string> | undefined {
  let after: ReadonlySet<string> | undefined = tables;
  for (const statement of statements) after = after && execute(after, statement);
  return after;
}

interface Progress {
  readonly run: number;
  readonly done: number;
  readonly total: number;
  /** Whether it is the first that this run records of the step. */
  readonly isFirst: boolean;
}

function record(
  { action, id, script, down }: Step,
  database: Database,
  { run, done, total, isFirst }: Progress,
): Database {
  const others = database.rows.filter((row) => row.id !== id);
  const known = database.rows.find((row) => row.id === id);
  const failedUps = new Set([...database.failedUps].filter((failed) => failed !== id));
  const replace = (row: Row) => database.rows.map((other) => (other.id === id ? row : other));
  switch (action) {
    case 'up':
    case 'repeat': {
      if (!script) return database;
      const row = { id, up: script, down, half: done < total ? ({ direction: 'up', done } as const) : undefined, run };
      // The order of application is that of the run that began, or went on with, the script.
      return { ...database, failedUps, rows: isFirst ? [...others, row] : replace(row) };
    }
    case 'down':
    case 'skip-down':
      if (!known || done === total) return { ...database, failedUps, rows: others };
      return { ...database, rows: replace({ ...known, down, half: { direction: 'down', done }, run }) };
  }
}

function withFailure({ action, id }: Step, database: Database): Database {
  const isOpen = action === 'up' && !database.rows.some((row) => row.id === id);
  return isOpen ? { ...database, failedUps: new Set([...database.failedUps, id]) } : database;
}

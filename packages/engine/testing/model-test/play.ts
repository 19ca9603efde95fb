import { deepStrictEqual, ok } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import type { Action, Command } from './action';
import { changeFiles, isFileAction } from './change-files';
import { expectObservation } from './expected';
import { type Plan, planMigrate, planRollback } from './plan';
import { predictBaseline, predictRepair } from './rewrite';
import { lastOf, type ModelRun, runPlan } from './run';
import { type Database, emptyDatabase, type Files, isVersioned } from './state';
import type { Ending, Subject } from './subject';

/** Told of how commands end, so that a test can see what its sequences reached. */
export type OnEnding = (command: string, ending: Ending) => void;

/**
 * Plays actions on a subject and on the model, and compares the two after each: how a command ends, what status says,
 * history and schema. Throws an error that names the action and what differs.
 */
export async function play(actions: readonly Action[], subject: Subject, onEnding: OnEnding = () => {}): Promise<void> {
  const game = new Game(subject, onEnding);
  for (const [index, action] of actions.entries()) {
    try {
      await game.play(action);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new Error(`After action ${index + 1}, ${JSON.stringify(action)}: ${error.message}`, { cause: error });
    }
  }
}

class Game {
  private files: Files = new Map();
  private database: Database = emptyDatabase;
  private actions = 0;
  private runs = 0;

  constructor(
    private readonly subject: Subject,
    private readonly onEnding: OnEnding,
  ) {}

  async play(action: Action): Promise<void> {
    this.actions += 1;
    if (isFileAction(action)) {
      this.writeFiles(changeFiles(this.files, action, this.database.rows, this.actions));
    } else if (action.do === 'crash') {
      await this.crash(action);
    } else if (action.do === 'two runners') {
      await this.runTwo({ do: 'migrate', options: action.options });
    } else {
      await this.run(action);
    }
    deepStrictEqual(await this.subject.observe(), expectObservation(this.files, this.database));
  }

  private writeFiles(files: Files): void {
    for (const id of this.files.keys()) {
      if (files.get(id) !== this.files.get(id)) this.subject.remove(pathOf(id));
    }
    for (const [id, { up, down }] of files) {
      if (files.get(id) === this.files.get(id)) continue;
      this.subject.write(isVersioned({ id }) ? `${pathOf(id)}/up.sql` : id, up.text);
      if (down) this.subject.write(`${pathOf(id)}/down.sql`, down.text);
    }
    this.files = files;
  }

  private async run(command: Command): Promise<void> {
    const { summary, databases } = this.predict(command);
    const ending = await this.subject.run(command);
    this.onEnding(command.do, ending);
    deepStrictEqual(ending, summary);
    this.database = lastOf(databases);
  }

  /** The second finds what the first has left; which is which is not known. */
  private async runTwo(command: Command): Promise<void> {
    const first = this.predict(command);
    this.database = lastOf(first.databases);
    const second = this.predict(command);
    const endings = await Promise.all([this.subject.run(command), this.subject.run(command)]);
    for (const ending of endings) this.onEnding('two runners', ending);
    deepStrictEqual(sorted(endings), sorted([first.summary, second.summary]));
    this.database = lastOf(second.databases);
  }

  /**
   * Where a broken command stops cannot be known, but it must be after one of its commits, with history and schema of
   * the same one; and what it says it did, it did.
   */
  private async crash({ command, how, at }: Extract<Action, { do: 'crash' }>): Promise<void> {
    const statements = statementsOf(this.plan(command));
    const { databases, summary } = this.predict(command);
    const ending = await this.subject.runBroken(command, { how, point: at, statements });
    this.onEnding(`crash of ${command.do}`, ending);
    const observation = await this.subject.observe();
    // Whether a failure could still be recorded depends on what broke.
    const { failedUps } = observation;
    const candidates = databases.map((database) => ({ ...database, failedUps }));
    this.database =
      candidates.find((database) => isDeepStrictEqual(observation, expectObservation(this.files, database))) ??
      lastOf(databases);
    if ('thrown' in ending) return ok(breakages.has(ending.thrown), `it throws ${ending.thrown}`);
    if (ending.outcome !== 'failed' && ending.outcome !== 'cancelled') {
      deepStrictEqual(ending, summary);
      this.database = { ...lastOf(databases), failedUps };
    }
    for (const report of ending.steps) ok(this.isTrue(report), `it says ${report}, which is not so`);
  }

  /** Whether the database has what a step's report says; a report of a step that did not succeed says nothing. */
  private isTrue(report: string): boolean {
    const [action, id, failure] = report.split(' ');
    const row = this.database.rows.find((known) => known.id === id);
    if (failure !== undefined || action === 'repair') return true;
    if (action === 'skip-down') return row?.notUndone === true;
    return action === 'up' || action === 'repeat' || action === 'baseline' ? row !== undefined && !row.half : !row;
  }

  private predict(command: Command): ModelRun {
    this.runs += 1;
    if (command.do === 'repair') return predictRepair(this.files, this.database, command.options, this.runs);
    const baseline = baselineOf(command);
    if (baseline) return predictBaseline(this.files, this.database, baseline, this.runs);
    const onFailure = command.do === 'migrate' && command.options.force ? 'continue' : 'stop';
    const begin = isReset(command) ? 'reset' : 'as-it-is';
    return runPlan(this.plan(command), this.database, { run: this.runs, begin, onFailure });
  }

  private plan(command: Command): Plan {
    if (command.do === 'repair' || baselineOf(command)) return { steps: [], refusals: [] };
    return command.do === 'migrate'
      ? planMigrate(this.files, isReset(command) ? emptyDatabase : this.database, command.options)
      : planRollback(this.files, this.database, command.options);
  }
}

function isReset(command: Command): boolean {
  return command.do === 'migrate' && command.options.reset === true;
}

/** How a command may end, beside its results, when its connection breaks or it is interrupted. */
const breakages: ReadonlySet<string> = new Set([
  'CONNECTION_LOST',
  'CONNECTION_FAILED',
  'SERVER_NOT_READY',
  'COMMIT_UNKNOWN',
  'RUN_LOCK_LOST',
  'CANCELLED',
]);

/** Options of a command that records migrations without running them. */
function baselineOf(command: Command): MigrateOptions | undefined {
  return command.do === 'migrate' && command.options.baseline !== undefined ? command.options : undefined;
}

function pathOf(id: string): string {
  return isVersioned({ id }) ? `migrations/${id}` : id;
}

function statementsOf({ steps, refusals }: Plan): readonly string[] {
  if (refusals.length > 0) return [];
  return steps.flatMap(({ script, from }) =>
    script?.mode === 'one each' ? script.statements.slice(from) : (script?.statements ?? []),
  );
}

function sorted(endings: readonly Ending[]): readonly string[] {
  return endings.map((ending) => JSON.stringify(ending)).sort();
}

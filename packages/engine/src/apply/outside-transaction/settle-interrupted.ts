import { EngineError } from '../../errors';
import type { Statement } from '../../sql/statements/statement';
import { locateOffset } from '../../sql/text/positions';
import type { StepRun } from '../script/step-run';
import { listIndexes, readIndexState } from './concurrent-index';
import type { ConcurrentStatement } from './concurrent-statement';
import { finalizeDetachSql, readDetachState } from './detached-partition';
import { decideInterruptedUnit } from './interrupted-unit';
import { readLeftovers } from './leftovers';
import { placeOf, scriptText } from './unit-message';

/**
 * Whether a statement that an earlier run started has happened. What it left half done is taken away, or ended where
 * PostgreSQL can do that. Throws STATEMENT_UNKNOWN when nothing tells.
 */
export async function settleInterrupted(run: StepRun, statement: Statement): Promise<boolean> {
  const unit = decideInterruptedUnit(scriptText(run), statement);
  switch (unit.decision) {
    case 'run-again':
      return false;
    case 'ask-catalog':
      return settleConcurrent(run, unit.statement);
    case 'unknown':
      throw new EngineError('STATEMENT_UNKNOWN', `${placeOf(run, statement)}: ${describeUnknown(statement)}`, {
        hint: `${await whereToLook(run, unit.unnamedOn)}, then ${answerOf(run.step.id, statement)}.`,
        location: { path: run.step.path, ...locateOffset(scriptText(run), statement.start) },
      });
  }
}

/** A statement that runs code may have committed a part of it; any other happened or did not. */
function runsCode({ words: [verb] }: Statement): boolean {
  return verb === 'CALL' || verb === 'DO';
}

function describeUnknown(statement: Statement): string {
  const begun = 'this statement was started by an earlier run, and nothing tells';
  return runsCode(statement)
    ? `${begun} how far its code came: what it committed before the end of that run is in the database.`
    : `${begun} whether it happened.`;
}

function answerOf(id: string, statement: Statement): string {
  return runsCode(statement)
    ? `run \`repair --id=${id} --as=done\` when all of it is done, by its code or by hand, or with --as=not-done when it may run again from its start`
    : `run \`repair --id=${id} --as=done\` when it happened, else with --as=not-done`;
}

/** What to look at before the user can say what became of a statement. */
async function whereToLook({ worker }: StepRun, unnamedOn: string | undefined): Promise<string> {
  if (unnamedOn === undefined) return 'Look in the database';
  const indexes = await listIndexes(worker, unnamedOn);
  const listed = indexes.length === 0 ? 'no index' : indexes.join(', ');
  return `See whether its index, whose name PostgreSQL chose, is there (${unnamedOn} has ${listed}), drop it if it is invalid`;
}

async function settleConcurrent(run: StepRun, statement: ConcurrentStatement): Promise<boolean> {
  switch (statement.action) {
    case 'create': {
      const { name = '' } = statement;
      const state = await readIndexState(run.worker, { ...statement, name });
      if (state === 'being-built') {
        throw new EngineError(
          'STATEMENT_UNKNOWN',
          `${run.step.path}: index ${name} is being built by another session.`,
          {
            hint: 'Run again when it has ended.',
          },
        );
      }
      if (state === 'invalid') await dropLeftovers(run, statement);
      return state === 'valid';
    }
    case 'drop':
      return (await readIndexState(run.worker, statement)) === 'absent';
    case 'reindex':
      await dropLeftovers(run, statement);
      return false;
    case 'detach': {
      const state = await readDetachState(run.worker, statement);
      if (state === 'pending') await run.sendScript({ text: finalizeDetachSql(statement) });
      return state !== 'attached';
    }
  }
}

async function dropLeftovers(run: StepRun, statement: ConcurrentStatement): Promise<void> {
  for (const drop of await readLeftovers(run.worker, statement)) {
    await run.sendScript({ text: drop });
  }
}

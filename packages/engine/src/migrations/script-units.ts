import { assertNever } from '../errors';
import type { ClassifiedStatement } from '../sql/new-enum-value';
import type { SqlProblem, Statement } from '../sql/statement';
import type { ScriptUnit } from './migration';

/** A unit, and whether the script's author wrote its BEGIN and COMMIT. */
export interface WrittenUnit extends ScriptUnit {
  /** The BEGIN and the COMMIT around it. */
  readonly brackets: readonly Statement[];
}

/** The units of a script in order, and what is wrong with its transaction control. */
export interface ScriptUnits {
  readonly units: readonly WrittenUnit[];
  readonly problems: readonly SqlProblem[];
}

/**
 * Groups statements into units: each `BEGIN … COMMIT` is one, every other statement is one by itself. The engine opens
 * and ends transactions itself, so only pairs whose meaning it can keep are taken: others are problems.
 */
export function groupUnits(statements: readonly ClassifiedStatement[]): ScriptUnits {
  const units: WrittenUnit[] = [];
  const problems: SqlProblem[] = [];
  let open: { readonly begin: Statement; readonly statements: Statement[] } | undefined;
  const refuse = (statement: Statement, message: string) => problems.push(transactionProblem(statement, message));
  for (const { statement, kind } of statements) {
    switch (kind) {
      case 'begin':
        if (open !== undefined) refuse(statement, 'BEGIN inside BEGIN … COMMIT');
        else if (!isPlainBegin(statement)) refuse(statement, 'BEGIN with options: leave them out');
        open ??= { begin: statement, statements: [] };
        break;
      case 'commit':
        if (open === undefined) refuse(statement, `${statement.words[0]} without BEGIN`);
        else if (chains(statement)) refuse(statement, 'COMMIT AND CHAIN: write COMMIT and BEGIN');
        if (open !== undefined) {
          units.push({ kind: 'transactional', statements: open.statements, brackets: [open.begin, statement] });
        }
        open = undefined;
        break;
      case 'rollback':
        refuse(statement, `${statement.words[0]} would undo what history records as done: leave it out`);
        break;
      case 'prepare-transaction':
        refuse(statement, 'PREPARE TRANSACTION would leave the transaction open: leave it out');
        break;
      case 'non-transactional':
        if (open === undefined) units.push({ kind: 'non-transactional', statements: [statement], brackets: [] });
        else refuse(statement, `${describeWords(statement)} cannot run between BEGIN and COMMIT`);
        break;
      case 'transactional':
      case 'enum-add-value':
        if (open === undefined) units.push({ kind: 'transactional', statements: [statement], brackets: [] });
        else open.statements.push(statement);
        break;
      default:
        assertNever(kind);
    }
  }
  if (open !== undefined) refuse(open.begin, 'BEGIN without COMMIT');
  return { units, problems };
}

/** A problem of transaction control at a statement. */
export function transactionProblem({ start }: Statement, message: string): SqlProblem {
  return { code: 'SQL_TRANSACTION_CONTROL', message, offset: start };
}

/** The words that tell a reader which statement it is, as `CREATE INDEX CONCURRENTLY`. */
export function describeWords({ words }: Statement): string {
  return words.slice(0, 3).join(' ');
}

/** The engine's own BEGIN takes its place, so one that asks for an isolation level or access mode would not be heard. */
function isPlainBegin({ words }: Statement): boolean {
  return words.length === 1 || (words.length === 2 && (words[1] === 'WORK' || words[1] === 'TRANSACTION'));
}

function chains({ words }: Statement): boolean {
  return words.includes('CHAIN') && !words.includes('NO');
}

import { assertNever } from '../../errors';
import type { IsolationLevel } from '../../sql/settings/isolation-level';
import { onlySets, readSettings } from '../../sql/settings/read-settings';
import { whyRefused } from '../../sql/settings/refused-setting';
import type { ClassifiedStatement } from '../../sql/statements/new-enum-value';
import type { SqlProblem, Statement } from '../../sql/statements/statement';
import type { ScriptUnit } from '../migration';
import { type AskedLevels, readLevels, setsTransaction } from './unit-levels';

/** A unit, and whether the script's author wrote its BEGIN and COMMIT. */
export interface WrittenUnit extends ScriptUnit {
  /** The BEGIN and the COMMIT around it. */
  readonly brackets: readonly Statement[];
}

/** The units of a script in order, and what is wrong with its transaction control. */
export interface ScriptUnits {
  readonly units: readonly WrittenUnit[];
  /** Statements that our own BEGIN stands for. */
  readonly taken: readonly Statement[];
  /** The level that the script asks for before anything else. */
  readonly isolation: IsolationLevel;
  /** Settings of transactions to come: without effect where all of the script is one transaction. */
  readonly forLater: readonly Statement[];
  readonly problems: readonly SqlProblem[];
}

/**
 * Groups statements into units: each `BEGIN … COMMIT` is one, every other statement is one by itself. The engine opens
 * and ends transactions itself, so only pairs whose meaning it can keep are taken: others are problems.
 */
export function groupUnits(text: Buffer, statements: readonly ClassifiedStatement[]): ScriptUnits {
  const grouping = new Grouping(text);
  for (const { statement, kind } of statements) grouping.add(statement, kind);
  return grouping.end();
}

interface OpenUnit {
  readonly begin: Statement;
  readonly statements: Statement[];
  isolation: IsolationLevel;
  isHead: boolean;
}

class Grouping {
  readonly #units: WrittenUnit[] = [];
  readonly #taken: Statement[] = [];
  readonly #forLater: Statement[] = [];
  readonly #problems: SqlProblem[] = [];
  #open: OpenUnit | undefined;
  /** Of transactions that begin now. */
  #level: IsolationLevel = 'READ COMMITTED';
  #headLevel: IsolationLevel = 'READ COMMITTED';
  /** Whether only settings were made so far. */
  #isHead = true;

  constructor(private readonly text: Buffer) {}

  add(statement: Statement, kind: ClassifiedStatement['kind']): void {
    const settings = readSettings(this.text, statement);
    for (const setting of settings) {
      const message = whyRefused(setting, this.text);
      if (message !== undefined) {
        this.#problems.push({ code: 'SQL_SETTING_REFUSED', message, offset: statement.start });
      }
    }
    const levels = readLevels(settings);
    switch (kind) {
      case 'begin':
        if (this.#open !== undefined) this.#refuse(statement, 'BEGIN inside BEGIN … COMMIT');
        this.#open ??= { begin: statement, statements: [], isolation: levels.ofThis ?? this.#level, isHead: true };
        break;
      case 'commit':
        this.#commit(statement);
        break;
      case 'rollback':
        this.#refuse(statement, `${statement.words[0]} would undo what history records as done: leave it out`);
        break;
      case 'prepare-transaction':
        this.#refuse(statement, 'PREPARE TRANSACTION would leave the transaction open: leave it out');
        break;
      case 'non-transactional':
        if (this.#open !== undefined)
          this.#refuse(statement, `${describeWords(statement)} cannot run between BEGIN and COMMIT`);
        else this.#addUnit(statement, kind);
        this.#isHead = false;
        break;
      case 'transactional':
      case 'enum-add-value':
        this.#addTransactional(statement, levels);
        break;
      default:
        assertNever(kind);
    }
  }

  end(): ScriptUnits {
    if (this.#open !== undefined) this.#refuse(this.#open.begin, 'BEGIN without COMMIT');
    return {
      units: this.#units,
      taken: this.#taken,
      isolation: this.#headLevel,
      forLater: this.#forLater,
      problems: this.#problems,
    };
  }

  #commit(statement: Statement): void {
    const open = this.#open;
    if (open === undefined) this.#refuse(statement, `${statement.words[0]} without BEGIN`);
    else if (chains(statement)) this.#refuse(statement, 'COMMIT AND CHAIN: write COMMIT and BEGIN');
    if (open !== undefined) {
      const { begin, statements, isolation } = open;
      this.#units.push({
        kind: 'transactional',
        statements,
        isolation,
        transaction: 'written',
        brackets: [begin, statement],
      });
    }
    this.#open = undefined;
    this.#isHead = false;
  }

  #addTransactional(statement: Statement, levels: AskedLevels): void {
    const open = this.#open;
    if (setsTransaction(statement, levels)) {
      const isHead = open ? open.isHead : this.#isHead;
      if (!isHead) this.#refuse(statement, `${describeWords(statement)} must stand first in its transaction`);
      this.#taken.push(statement);
      if (levels.ofThis === undefined) return;
      if (open) open.isolation = levels.ofThis;
      else this.#startAt(levels.ofThis);
      return;
    }
    if (levels.ofLater !== undefined) {
      if (this.#isHead && !open) this.#startAt(levels.ofLater);
      else if (!open) this.#forLater.push(statement);
      this.#level = levels.ofLater;
    }
    if (open) {
      open.statements.push(statement);
      open.isHead &&= onlySets(this.text, statement);
    } else {
      this.#addUnit(statement, 'transactional');
      this.#isHead &&= onlySets(this.text, statement);
    }
  }

  #startAt(level: IsolationLevel): void {
    this.#level = level;
    this.#headLevel = level;
  }

  #addUnit(statement: Statement, kind: ScriptUnit['kind']): void {
    this.#units.push({ kind, statements: [statement], isolation: this.#level, transaction: 'ours', brackets: [] });
  }

  #refuse(statement: Statement, message: string): void {
    this.#problems.push(transactionProblem(statement, message));
  }
}

/** A problem of transaction control at a statement. */
export function transactionProblem({ start }: Statement, message: string): SqlProblem {
  return { code: 'SQL_TRANSACTION_CONTROL', message, offset: start };
}

/** The words that tell a reader which statement it is, as `CREATE INDEX CONCURRENTLY`. */
export function describeWords({ words }: Statement): string {
  return words.slice(0, 3).join(' ');
}

function chains({ words }: Statement): boolean {
  return words.includes('CHAIN') && !words.includes('NO');
}

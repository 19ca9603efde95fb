import { notEqual } from 'node:assert/strict';
import { assertNever } from '../../src/errors';
import type { RunResult } from '../../src/run/command';
import { createMemoryDatabase, type MemoryDatabase } from '../memory/memory-database';
import { createMemoryProject, type MemoryProject } from '../memory/memory-project';
import type { Breakage, Command } from './action';
import { execute } from './script';
import { endingOf, type Fault, observationOf, type Subject } from './subject';

/** A project in memory, whose database knows as much SQL as the model writes. */
export function openMemorySubject(): Subject {
  const database = createMemoryDatabase();
  const project = createMemoryProject({ database, migrations: { allowReset: true } });
  const tables = readTables(database);
  teachTables(database, tables);
  return {
    write: (path, text) => project.write(path, text),
    remove: (path) => project.remove(path),
    run: (command) => endingOf(run(project, command)),
    runBroken: async (command, fault) => {
      const interrupt = new AbortController();
      const breakage = breakAt(fault, database, interrupt);
      const ending = await endingOf(run(project, command, interrupt.signal));
      // Only what was committed before the connection ended may be done.
      if (breakage.end() && fault.how !== 'cut-after' && 'outcome' in ending) notEqual(ending.outcome, 'succeeded');
      return ending;
    },
    observe: async () => observationOf(await project.status({ logs: true }), tables()),
    close: async () => {},
  };
}

function run(project: MemoryProject, command: Command, signal?: AbortSignal): Promise<RunResult> {
  switch (command.do) {
    case 'migrate':
      return project.migrate(command.options, signal);
    case 'rollback':
      return project.rollback(command.options, signal);
    case 'repair':
      return project.repair(command.options, signal);
  }
}

/** A statement that cannot be, as that table exists, fails as it does on a server. */
function teachTables(database: MemoryDatabase, tables: () => ReadonlySet<string>): void {
  database.during('', (statement) => {
    if (execute(tables(), statement)) return;
    database.mend();
    database.fail({ statement, how: 'error', sqlState: '42P07', times: 1 });
  });
}

/** The tables that the statements that were kept have left; each is looked at once. */
function readTables(database: MemoryDatabase): () => ReadonlySet<string> {
  let tables: ReadonlySet<string> = new Set();
  let seen = 0;
  return () => {
    const { executed } = database.contents();
    if (executed.length < seen) {
      // It was reset.
      tables = new Set();
      seen = 0;
    }
    for (const statement of executed.slice(seen)) tables = execute(tables, statement) ?? tables;
    seen = executed.length;
    return tables;
  };
}

/** Breaks a command once, at one of its statements. `end` answers whether it came so far. */
function breakAt({ how, point, statements }: Fault, database: MemoryDatabase, interrupt: AbortController) {
  const broken = statements[point % statements.length];
  let state: 'armed' | 'broken' | 'ended' = 'armed';
  if (broken !== undefined) {
    database.during(broken, (statement) => {
      if (state !== 'armed') return;
      state = 'broken';
      breakNow(how, statement, database, interrupt);
    });
  }
  return {
    end: (): boolean => {
      const isBroken = state === 'broken';
      state = 'ended';
      database.mend();
      return isBroken;
    },
  };
}

function breakNow(how: Breakage, statement: string, database: MemoryDatabase, interrupt: AbortController): void {
  switch (how) {
    case 'cut-before':
    case 'cut-after':
      database.fail({ statement, how: how === 'cut-before' ? 'lost-before-commit' : 'lost-after-commit', times: 1 });
      break;
    case 'lock-lost':
      database.loseRunLock();
      break;
    case 'cancel':
      interrupt.abort();
      break;
    default:
      assertNever(how);
  }
}

import { lookupOf, resolveTarget } from './collect-lookups';
import { effectOfTypeChange } from './keeps-storage';
import type { LintScript, LintStatement } from './lint-script';
import { readLockTimeout } from './lock-timeout';
import type { Name } from './names';
import { type BlockingFact, blockedBy, type Effect, type Excuse, type LockLevel, type Target } from './rule';
import type { RunState } from './run-state';
import type { RelationFacts, TableCatalog } from './table-catalog';
import { type Visit, walkRun } from './walk-run';

/** A statement that would make the application wait. */
export interface BlockingFinding {
  readonly rule: string;
  readonly script: LintScript;
  readonly statement: LintStatement;
  /** What it does, to which table, and who waits: a clause. */
  readonly message: string;
  /** The table whose users wait. */
  readonly table: string;
  readonly lock: LockLevel;
  readonly effect: Effect;
  readonly blocks: 'reads-and-writes' | 'writes';
  readonly safeForm: string;
  /** The reason of the comment that waives it. */
  readonly waived: string | undefined;
}

/** Something to be said of a statement that stops nothing. */
export interface BlockingNotice {
  readonly script: LintScript;
  readonly statement: LintStatement;
  readonly message: string;
}

/** What the linter says of a run. */
export interface BlockingReport {
  readonly findings: readonly BlockingFinding[];
  readonly notices: readonly BlockingNotice[];
}

/** Name of the rule for work that goes on while its transaction holds a strong lock. */
export const workUnderLock = {
  name: 'work-under-lock',
  finds:
    'A transaction that has locked a table against reads or writes, as any `ALTER TABLE` does, keeps the lock until it commits: `UPDATE`, `DELETE`, `MERGE`, `VALIDATE CONSTRAINT`, `INSERT … SELECT` and `CREATE TABLE … AS` then hold it for as long as there are rows.',
  safeForm:
    'Put it in a migration of its own, or begin the script with `-- pgrestify: transaction off`, so that each statement commits by itself.',
} as const;

/** Name of the rule for a script that undoes the brief wait for locks. */
export const setLockTimeout = {
  name: 'set-lock-timeout',
  finds:
    '`SET lock_timeout` to a longer time, or to none, makes everything wait for as long that comes after a statement which waits for a lock.',
  safeForm: 'Leave it out, or write `-- pgrestify: lock-timeout`, which can only be shorter.',
} as const;

/**
 * The statements of a run that rewrite a table with rows, or read all of it, under a lock that makes reads or writes
 * wait, in their order. `catalog` answers what `collectLookups` asked,
 * `lockTimeoutMs` is how long they may wait for a lock.
 */
export function findBlocking(
  scripts: readonly LintScript[],
  catalog: TableCatalog,
  lockTimeoutMs: number,
): BlockingReport {
  const findings: BlockingFinding[] = [];
  const notices: BlockingNotice[] = [];
  let held: Held | undefined;
  let transaction: Visit['transaction'] | undefined;
  for (const visit of walkRun(scripts)) {
    if (visit.transaction !== transaction) held = undefined;
    transaction = visit.transaction;
    const { script, statement, state } = visit;
    for (const { rule, fact } of visit.found) {
      const { name, safeForm } = rule;
      const effect = effectOf(fact, state, catalog);
      const table = usedTable(fact.target, state, catalog);
      if (effect === 'none' || !table) continue;
      const { lock, what } = fact;
      const message = `${what} ${effectWords[effect]} ${table.text} under ${lock}: ${waitWords[blockedBy(lock)]}`;
      findings.push(finding(visit, name, { message, table: table.shown, lock, effect, safeForm }));
    }
    const taken = [...visit.locks, ...visit.found.map(({ fact }) => fact)];
    for (const fact of taken) held = strongerOf(held, fact, () => usedTable(fact.target, state, catalog), statement);
    const [first] = visit.work.flatMap((work) => {
      const table = usedTable(work.target, state, catalog);
      return table ? [{ work, table }] : [];
    });
    if (first && held) {
      const { shown, lock, what } = held;
      const { line } = held.statement.locate();
      const message = `${first.work.what} goes through ${first.table.text} while its transaction holds ${lock} on ${shown} (${what} in line ${line}): ${waitWords[blockedBy(lock)]}`;
      const { name, safeForm } = workUnderLock;
      findings.push(finding(visit, name, { message, table: shown, lock, effect: 'scan', safeForm }));
    } else if (first?.work.locksAllRows) {
      const message = `${first.work.what} without WHERE locks every row of ${first.table.shown} until it commits; a migration of --kind=backfill does it in slices`;
      notices.push({ script, statement, message });
    }
    const waitMs = readLockTimeout(statement.tokens);
    if (waitMs !== undefined && (waitMs === 0 || waitMs > lockTimeoutMs)) {
      const message = `SET lock_timeout to ${waitMs === 0 ? 'no limit' : `${waitMs} ms`}, over ${lockTimeoutMs} ms: what comes after a statement that waits has to wait as long`;
      const { name, safeForm } = setLockTimeout;
      const facts = { table: 'every table', lock: 'ACCESS EXCLUSIVE', effect: 'none', safeForm } as const;
      findings.push(finding(visit, name, { message, ...facts }));
    }
    notices.push(...noticeOpaque(visit));
  }
  return { findings, notices };
}

/** A strong lock that a transaction keeps. */
interface Held {
  readonly shown: string;
  readonly lock: LockLevel;
  readonly what: string;
  readonly statement: LintStatement;
}

const effectWords = {
  rewrite: 'writes anew',
  scan: 'reads all of',
  'index-build': 'builds an index over',
} as const;

const waitWords = { 'reads-and-writes': 'its reads and writes wait', writes: 'its writes wait' } as const;

function finding(
  { script, statement }: Visit,
  rule: string,
  facts: Pick<BlockingFinding, 'message' | 'table' | 'lock' | 'effect' | 'safeForm'>,
): BlockingFinding {
  const waived = statement.ignores.find((ignore) => ignore.rule === rule)?.reason;
  return { rule, script, statement, blocks: blockedBy(facts.lock), waived, ...facts };
}

/** The one of a transaction's locks that a message names: the first that stops reads, else the first. */
function strongerOf(
  held: Held | undefined,
  { lock, what }: BlockingFact,
  table: () => UsedTable | undefined,
  statement: LintStatement,
): Held | undefined {
  const isStronger = !held || (blockedBy(held.lock) === 'writes' && blockedBy(lock) === 'reads-and-writes');
  const used = isStronger ? table() : undefined;
  return used ? { shown: used.shown, lock, what, statement } : held;
}

/** A table in use, for messages: one that holds rows, or of which that cannot be told. */
interface UsedTable {
  readonly shown: string;
  /** With why it counts. */
  readonly text: string;
}

function usedTable(target: Target, state: RunState, catalog: TableCatalog): UsedTable | undefined {
  const resolved = resolveTarget(target, state);
  const lookup = lookupOf(target, state);
  if (!resolved || !lookup) return { shown: 'every table', text: 'every table' };
  const facts = catalog.relations[lookup.id];
  const made = state.madeTable(resolved.nameNow);
  if (made === 'anew') return undefined;
  if (facts?.table !== undefined) {
    return facts.hasRows ? { shown: facts.table, text: `${facts.table}, which holds rows,` } : undefined;
  }
  if (made === 'made' || target.ifExists || resolved.kind === 'default-partition') return undefined;
  const { written } = resolved.name;
  // A script makes it where nobody can see it, or it is not there and the server will say so.
  return { shown: written, text: `${written}, of which nothing tells whether it holds rows,` };
}

/** What the statement does once the database was asked. */
function effectOf({ target, effect, unless = [] }: BlockingFact, state: RunState, catalog: TableCatalog): Effect {
  const lookup = lookupOf(target, state);
  const name = resolveTarget(target, state)?.name;
  const facts = lookup && catalog.relations[lookup.id];
  if (!name || !facts) return effect;
  return unless.reduce((left, excuse) => excuseFor(excuse, left, { name, facts, state, catalog }), effect);
}

interface Known {
  readonly name: Name;
  readonly facts: RelationFacts;
  readonly state: RunState;
  readonly catalog: TableCatalog;
}

function excuseFor(excuse: Excuse, effect: Effect, known: Known): Effect {
  const { facts, state, catalog } = known;
  const unless = (isHarmless: boolean): Effect => (isHarmless ? 'none' : effect);
  switch (excuse.kind) {
    case 'column-exists':
      return unless(Object.hasOwn(facts.columns, excuse.column));
    case 'index-exists':
      return unless(Object.hasOwn(facts.indexes, excuse.index.key));
    case 'proven-not-null':
      return unless(isFilled(excuse.column, known));
    case 'index-not-null': {
      const columns = state.madeIndex(excuse.index)?.columns ?? facts.indexes[excuse.index.key]?.columns ?? [];
      return unless(columns.length > 0 && columns.every((column) => isFilled(column, known)));
    }
    case 'same-storage': {
      const column = facts.columns[excuse.column];
      return column ? effectOfTypeChange(column, excuse.type) : effect;
    }
    case 'computed-once':
      return unless(
        excuse.functions.every((called) => catalog.steadyFunctions.includes(called)) &&
          !catalog.checkingTypes.includes(excuse.type) &&
          (excuse.hasDefault || !catalog.varyingTypes.includes(excuse.type)),
      );
    case 'bound-checked':
      return unless(facts.isBoundChecked);
  }
}

function isFilled(column: string, { name, facts, state }: Known): boolean {
  const { notNull, filledChecks } = facts.columns[column] ?? { notNull: false, filledChecks: [] };
  if (notNull || filledChecks.some(({ validated }) => validated)) return true;
  return state.isFilled(
    name,
    column,
    filledChecks.map((check) => check.name),
  );
}

/** Code whose statements no one sees before it runs. */
function noticeOpaque({ script, statement }: Visit): readonly BlockingNotice[] {
  const [first] = statement.tokens;
  if (first?.word !== 'DO' && first?.word !== 'CALL') return [];
  return [{ script, statement, message: `what ${first.word} does to tables cannot be seen before it runs` }];
}

import { blockedBy, type StrongLock } from '../sql/locks/lock-modes';
import { judgeEffect } from './judge-effect';
import type { LintScript, LintStatement } from './lint-script';
import { describeHeld, type HeldLock, strongerOf } from './locks/held-lock';
import type { BlockingFact, BlockingRule, Effect, Target } from './rule';
import { readLockTimeout } from './session/lock-timeout';
import type { TableCatalog } from './table-catalog';
import { setLockTimeout, workUnderLock } from './transaction-rules';
import { type UsedTable, usedTable } from './used-table';
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
  readonly lock: StrongLock;
  readonly effect: Effect;
  readonly blocks: 'reads-and-writes' | 'writes';
  /** Another table whose users wait meanwhile. */
  readonly also: { readonly table: string; readonly blocks: 'reads-and-writes' | 'writes' } | undefined;
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
  const judge = openBlockingJudge(catalog, lockTimeoutMs);
  const reports = Array.from(walkRun(scripts), judge);
  return {
    findings: reports.flatMap(({ findings }) => findings),
    notices: reports.flatMap(({ notices }) => notices),
  };
}

/** Judges the statements of a run one after the other, each in its turn: what a transaction has locked is remembered. */
export function openBlockingJudge(catalog: TableCatalog, lockTimeoutMs: number): (visit: Visit) => BlockingReport {
  let held: HeldLock | undefined;
  let transaction: Visit['transaction'] | undefined;
  return (visit) => {
    if (visit.transaction !== transaction) held = undefined;
    transaction = visit.transaction;
    const { script, statement, state } = visit;
    const notices: BlockingNotice[] = [];
    const tableOf = (target: Target): UsedTable | undefined => usedTable(target, state, catalog);
    const findings = [...findOfRules(visit, catalog, tableOf)];
    for (const fact of [...visit.locks, ...visit.found.map(({ fact }) => fact)]) {
      held = strongerOf(held, fact, tableOf, statement);
    }
    const [first] = visit.work.flatMap((work) => {
      const table = tableOf(work.target);
      return table ? [{ work, table }] : [];
    });
    if (first && held) {
      const { shown, lock } = held;
      const message = `${first.work.what} goes through ${first.table.text} while ${describeHeld(held)}: ${waitWords[blockedBy(lock)]}`;
      const { name, safeForm } = workUnderLock;
      findings.push(finding(visit, name, { message, table: shown, lock, effect: 'scan', safeForm }));
    } else if (first?.work.locksAllRows) {
      const message = `${first.work.what} without WHERE locks every row of ${first.table.shown} until it commits; a migration of --kind=backfill does it in slices`;
      notices.push({ script, statement, message });
    }
    findings.push(...findLongWait(visit, lockTimeoutMs));
    notices.push(...noticeOpaque(visit, held));
    return { findings, notices };
  };
}

function findOfRules(
  visit: Visit,
  catalog: TableCatalog,
  tableOf: (target: Target) => UsedTable | undefined,
): readonly BlockingFinding[] {
  return visit.found.flatMap(({ rule, fact }) => {
    const effect = judgeEffect(fact, visit.state, catalog);
    const table = tableOf(fact.target);
    if (effect === 'none' || !table) return [];
    const { lock, what } = fact;
    const also = readAlso(fact, table, tableOf);
    const safeForm = fact.safeForms?.[effect] ?? safeFormOf(rule, catalog.serverMajor);
    const message = describeEffect({ what, effect, lock, table, also });
    return [{ ...finding(visit, rule.name, { message, table: table.shown, lock, effect, safeForm }), also }];
  });
}

function readAlso(
  { alsoLocks }: BlockingFact,
  { shown }: UsedTable,
  tableOf: (target: Target) => UsedTable | undefined,
): BlockingFinding['also'] {
  const other = alsoLocks && tableOf(alsoLocks.target);
  return other && other.shown !== shown ? { table: other.shown, blocks: blockedBy(alsoLocks.lock) } : undefined;
}

function safeFormOf({ safeForm, newerSafeForm }: BlockingRule, serverMajor: number | undefined): string {
  return newerSafeForm && serverMajor !== undefined && serverMajor >= newerSafeForm.since
    ? newerSafeForm.text
    : safeForm;
}

function describeEffect({
  what,
  effect,
  lock,
  table,
  also,
}: {
  readonly what: string;
  readonly effect: Exclude<Effect, 'none'>;
  readonly lock: StrongLock;
  readonly table: UsedTable;
  readonly also: BlockingFinding['also'];
}): string {
  if (effect === 'failure') return `${what} fails on ${table.text} since there is no value for them (SQLSTATE 23502)`;
  const done = `${what} ${effectWords[effect]} ${table.text} under ${lock}: ${waitWords[blockedBy(lock)]}`;
  if (!also) return done;
  return also.blocks === blockedBy(lock)
    ? `${done}, and those of ${also.table}`
    : `${done}, and the writes of ${also.table}`;
}

function findLongWait(visit: Visit, lockTimeoutMs: number): readonly BlockingFinding[] {
  const waitMs = readLockTimeout(visit.statement.tokens);
  if (waitMs === undefined || (waitMs > 0 && waitMs <= lockTimeoutMs)) return [];
  const message = `SET lock_timeout to ${waitMs === 0 ? 'no limit' : `${waitMs} ms`}, over ${lockTimeoutMs} ms: what comes after a statement that waits has to wait as long`;
  const { name, safeForm } = setLockTimeout;
  const facts = { table: 'every table', lock: 'ACCESS EXCLUSIVE', effect: 'none', safeForm } as const;
  return [finding(visit, name, { message, ...facts })];
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
  return { rule, script, statement, blocks: blockedBy(facts.lock), also: undefined, waived, ...facts };
}

/** Code whose statements no one sees before it runs. */
function noticeOpaque({ script, statement }: Visit, held: HeldLock | undefined): readonly BlockingNotice[] {
  const [first] = statement.tokens;
  if (first?.word !== 'DO' && first?.word !== 'CALL') return [];
  const under = held ? `, and ${describeHeld(held)} until it ends` : '';
  return [{ script, statement, message: `what ${first.word} does to tables cannot be seen before it runs${under}` }];
}

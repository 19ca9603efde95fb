import { blockingRules } from '../../lint/blocking-rules';
import { readLintStatement } from '../../lint/lint-script';
import { readWaivers } from '../../lint/review/waivers';
import type { BlockingFact } from '../../lint/rule';
import { measuredLock } from '../../lint/rules/measured-metas';
import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';
import { locateOffset } from '../../sql/text/positions';
import { describeWait } from '../describe-wait';
import type { Finding } from '../finding';
import type { CorrectedRule, MeasuredLock } from '../measured-lock';
import type { MigrationLocks, StatementLocks } from '../shadow/locks/migration-locks';
import type { SeverityOf } from './severities';

/** What the linter said, and what the shadows showed of the same statements. */
export interface MeasuredRules {
  readonly findings: readonly Finding[];
  /** All that was measured, on the shadow of each major. */
  readonly runs: readonly (readonly MigrationLocks[])[];
  /** What of it is told: of tables that others use. */
  readonly locks: readonly MeasuredLock[];
  /** The up of a migration, by its path. */
  readonly scriptOf: (path: string) => ParsedScript | undefined;
  readonly severityOf: SeverityOf;
}

/** What becomes of the linter's findings. */
export interface JudgedRules {
  readonly isRefuted: (finding: Finding) => boolean;
  /** What no rule speaks of. */
  readonly found: readonly Finding[];
  readonly corrected: readonly CorrectedRule[];
}

/**
 * The rules that say that a table is rewritten or read under a lock, against what the statements did. The measurement
 * holds: a finding is taken back where no shadow did any such work, and what no rule speaks of is found. Statements that
 * were not measured keep what the rules said. Pure.
 */
export function judgeMeasured(measured: MeasuredRules): JudgedRules {
  const statements = joinMajors(measured.runs);
  const judged = measured.findings.flatMap((finding) => {
    const statement = isBlocking(finding) ? statements.get(placeOf(finding)) : undefined;
    const believed = statement && measured.scriptOf(statement.path);
    const facts = believed ? factsAt(statement, believed).filter(({ rule }) => rule === finding.rule) : [];
    const corrected = statement && correct(finding, statement, facts);
    return corrected ? [{ finding, ...corrected }] : [];
  });
  const refuted = new Set(judged.filter(({ isRefuted }) => isRefuted).map(({ finding }) => finding));
  return {
    isRefuted: (finding) => refuted.has(finding),
    found: findUnspoken(measured, statements),
    corrected: judged.map(({ corrected }) => corrected),
  };
}

/** What one statement did on all shadows. */
interface Joined {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly statements: readonly StatementLocks[];
  /** Whether another server, or one with other tables, would do the same. */
  readonly isCertain: boolean;
}

function joinMajors(runs: MeasuredRules['runs']): ReadonlyMap<string, Joined> {
  const joined = new Map<string, Joined>();
  for (const { path, statements } of runs.flat()) {
    for (const statement of statements) {
      const { line, column } = statement;
      const key = placeOf({ path, line, column });
      const known = joined.get(key)?.statements ?? [];
      const all = [...known, statement];
      const isCertain = all.length === runs.length && all.every(({ varies }) => !varies);
      joined.set(key, { path, line, column, statements: all, isCertain });
    }
  }
  return joined;
}

function correct(
  { rule = '' }: Finding,
  { path, line, column, statements, isCertain }: Joined,
  facts: readonly Believed[],
): { readonly isRefuted: boolean; readonly corrected: CorrectedRule } | undefined {
  const working = statements.flatMap(({ locks }) => locks.filter(({ work }) => work !== 'none'));
  const isSame = facts.some(({ fact }) => working.some((lock) => agrees(fact, lock)));
  const isRefuted = isCertain && working.length === 0;
  if (facts.length === 0 || isSame || (working.length === 0 && !isRefuted)) return undefined;
  const believed = [...new Set(facts.map(({ fact }) => `${fact.effect} under ${fact.lock}`))].join(', ');
  const measured = [...new Set(working.map(describeWait))].join('; ') || 'nothing';
  return { isRefuted, corrected: { rule, path, line, column, believed, measured } };
}

/** A table that is built an index over is read, and a stronger lock may have been held before. */
function agrees(
  { effect, lock }: BlockingFact,
  { work, lock: held, heldSinceLine, index }: StatementLocks['locks'][number],
): boolean {
  const isSameWork = effect === 'failure' || (effect === 'rewrite') === (work === 'rewrite');
  return isSameWork && (held === lock || heldSinceLine !== undefined || index !== undefined);
}

interface Believed {
  readonly rule: string;
  readonly fact: BlockingFact;
}

/** What the rules say of a statement by its text, whatever the config or a comment makes of it. */
function factsAt(
  { path, line, column }: Pick<Joined, 'path' | 'line' | 'column'>,
  script: ParsedScript,
): readonly Believed[] {
  const { text } = script.script;
  const statement = statementAt({ line, column }, script);
  if (!text || !statement) return [];
  const view = readLintStatement(path, text, statement);
  return blockingRules.flatMap((rule) =>
    rule
      .find(view)
      .filter(({ effect }) => effect !== 'none')
      .map((fact) => ({ rule: rule.name, fact })),
  );
}

function statementAt(
  { line, column }: { readonly line: number; readonly column: number },
  { statements, script: { text = Buffer.alloc(0) } }: ParsedScript,
): Statement | undefined {
  return statements.find(({ start }) => {
    const place = locateOffset(text, start);
    return place.line === line && place.column === column;
  });
}

function findUnspoken(
  { locks, scriptOf, severityOf }: MeasuredRules,
  statements: ReadonlyMap<string, Joined>,
): readonly Finding[] {
  return locks.flatMap((lock): readonly Finding[] => {
    const { id, path, line, column, work, postgres, statement } = lock;
    const script = scriptOf(path);
    const severity = severityOf(measuredLock, path);
    if (work === 'none' || !script || severity === 'off' || !statements.has(placeOf(lock))) return [];
    if (factsAt(lock, script).length > 0 || isWaived(lock, script)) return [];
    const message = `${statement}: ${describeWait(lock)}.`;
    const about = { check: 'lint', code: 'LINT', rule: measuredLock.name, hint: measuredLock.safeForm } as const;
    return [
      { severity, ...about, message, ids: [id], path, line, column, ...(postgres !== undefined && { postgres }) },
    ];
  });
}

function isWaived(lock: MeasuredLock, script: ParsedScript): boolean {
  const over = statementAt(lock, script);
  return readWaivers(script).some(
    (waiver) => waiver.rule === measuredLock.name && waiver.reason !== undefined && waiver.over === over,
  );
}

const blockingNames: ReadonlySet<string> = new Set(blockingRules.map(({ name }) => name));

function isBlocking({ rule, check }: Finding): boolean {
  return check === 'lint' && rule !== undefined && blockingNames.has(rule);
}

function placeOf({ path = '', line = 0, column = 0 }: Pick<Finding, 'path' | 'line' | 'column'>): string {
  return `${path}:${line}:${column}`;
}

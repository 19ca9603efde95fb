import { findOwnSchema } from '../../sql/names/own-schema';
import type { ClassifiedStatement } from '../../sql/statements/new-enum-value';
import { splitStatements } from '../../sql/statements/split-statements';
import type { MetaCommand, SplitText, SqlProblem } from '../../sql/statements/statement';
import { classifyStatement } from '../../sql/statements/statement-kind';
import { locateOffset } from '../../sql/text/positions';
import { findBothDirections } from '../layouts/find-both-directions';
import type { ModeReason, ParsedScript, Script, ScriptMode, ScriptUnit } from '../migration';
import { divideForEnum } from './enum-units';
import { largeOutsideTransaction, maxProblems } from './large-script';
import { describeWords, groupUnits, type ScriptUnits, transactionProblem } from './script-units';

/**
 * Splits a script and decides how it is sent. Pure; never throws: with `problems` (the first 20) it must not run.
 *
 * - `empty`: no statement but perhaps an empty BEGIN … COMMIT.
 * - `batches`: over 8 MB. Nothing is split here, see `splitLargeScript`.
 * - `statements`: the directive `transaction off`, a statement that cannot be in a transaction, a BEGIN … COMMIT that
 *   is not around the whole script, or a new enum value that the script itself uses; this one keeps the rest together.
 * - `transactional`: everything else. A BEGIN … COMMIT around the whole script is taken off.
 */
export function parseScript(script: Script): ParsedScript {
  const { text } = script;
  if (text === undefined) return parseLarge(script);
  const split = splitStatements(text);
  const classified = split.statements.map((statement) => ({ statement, kind: classifyStatement(text, statement) }));
  const grouped = groupUnits(text, classified);
  const { units, taken, isolation } = grouped;
  const sendable = classified.filter(({ statement }) => !taken.includes(statement));
  const decided = decideMode(script, text, sendable, grouped);
  const { mode } = decided;
  const unsent = [...taken, ...units.flatMap((unit) => unit.brackets)];
  const problems = [
    ...split.problems,
    ...grouped.problems,
    ...problemsOfMode(mode, grouped),
    ...findBothDirections(text, split.statements),
    ...findOwnSchema(text, split.statements),
  ];
  const isWritten = mode === 'transactional' && units[0].brackets.length > 0;
  return {
    script,
    mode,
    ...('reason' in decided && { reason: decided.reason }),
    isolation: isWritten ? units[0].isolation : isolation,
    transaction: isWritten ? 'written' : 'ours',
    statements: units.flatMap((unit) => unit.statements),
    units: 'units' in decided ? decided.units : [],
    message: mode === 'transactional' ? blank(text, [...unsentRanges(split), ...unsent]) : '',
    problems: problems.sort((one, other) => one.offset - other.offset).slice(0, maxProblems),
    ...findOpenCopy(text, split),
  };
}

/** Data of a COPY that only the end of the file ends: the line that closes it is a meta-command. */
function findOpenCopy(text: Buffer, { statements, metaCommands }: SplitText): Pick<ParsedScript, 'openCopy'> {
  const last = statements.at(-1);
  if (!last?.copyData || metaCommands.some(({ start }) => start >= last.end)) return {};
  return { openCopy: locateOffset(text, last.start) };
}

function parseLarge(script: Script): ParsedScript {
  const problems = script.directives.transaction === 'off' ? [largeOutsideTransaction] : [];
  const isolation = 'READ COMMITTED';
  return { script, mode: 'batches', isolation, transaction: 'ours', statements: [], units: [], message: '', problems };
}

type DecidedMode =
  | { readonly mode: 'empty' | 'transactional' }
  | { readonly mode: 'statements'; readonly reason: ModeReason; readonly units: readonly ScriptUnit[] };

function decideMode(
  script: Script,
  text: Buffer,
  sendable: readonly ClassifiedStatement[],
  { units, isolation }: ScriptUnits,
): DecidedMode {
  const filled = units.filter((unit) => unit.statements.length > 0);
  if (filled.length === 0) return { mode: 'empty' };
  if (script.directives.transaction === 'off')
    return { mode: 'statements', reason: { kind: 'directive' }, units: filled };
  if (units.length === 1 && units[0].brackets.length > 0) return { mode: 'transactional' };
  const alone = units.find((unit) => unit.kind === 'non-transactional');
  if (alone)
    return { mode: 'statements', reason: { kind: 'statement', statement: alone.statements[0] }, units: filled };
  const [begin] = units.flatMap((unit) => unit.brackets);
  if (begin) return { mode: 'statements', reason: { kind: 'begin', statement: begin }, units: filled };
  const divided = divideForEnum(text, sendable, isolation);
  if (!divided) return { mode: 'transactional' };
  const { statement } = divided;
  return { mode: 'statements', reason: { kind: 'enum-value', statement }, units: divided.units };
}

/** What is wrong only where all of a script is one transaction. */
function problemsOfMode(mode: ScriptMode, { forLater }: ScriptUnits): readonly SqlProblem[] {
  if (mode !== 'transactional') return [];
  return forLater.map((statement) =>
    transactionProblem(
      statement,
      `${describeWords(statement)} is for transactions that begin after it, and the script is one: put it first`,
    ),
  );
}

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What psql reads and a server does not. */
function unsentRanges({ statements, metaCommands }: SplitText): readonly (ByteRange | MetaCommand)[] {
  return [...metaCommands, ...statements.flatMap(({ copyData }) => copyData ?? [])];
}

/** The text with ranges overwritten by spaces, byte for byte, so that lines and offsets after them hold. */
function blank(text: Buffer, ranges: readonly ByteRange[]): string {
  if (ranges.length === 0) return text.toString('utf8');
  const blanked = Buffer.from(text);
  for (const { start, end } of ranges) {
    for (let at = start; at < end; at++) if (blanked[at] !== LINE_FEED) blanked[at] = SPACE;
  }
  return blanked.toString('utf8');
}

const LINE_FEED = 10;
const SPACE = 32;

import { type ClassifiedStatement, usesNewEnumValue } from '../sql/new-enum-value';
import { splitStatements } from '../sql/split-statements';
import type { MetaCommand, SplitText } from '../sql/statement';
import { classifyStatement } from '../sql/statement-kind';
import { largeOutsideTransaction, maxProblems } from './large-script';
import { findBothDirections } from './layouts/find-both-directions';
import type { ParsedScript, Script, ScriptMode } from './migration';
import { groupUnits, type WrittenUnit } from './script-units';

/**
 * Splits a script and decides how it is sent. Pure; never throws: with `problems` (the first 20) it must not run.
 *
 * - `empty`: no statement but perhaps an empty BEGIN … COMMIT.
 * - `batches`: over 8 MB. Nothing is split here, see `splitLargeScript`.
 * - `statements`: the directive `transaction off`, a statement that cannot be in a transaction, a BEGIN … COMMIT that
 *   is not around the whole script, or a new enum value that the script itself uses.
 * - `transactional`: everything else. A BEGIN … COMMIT around the whole script is taken off.
 */
export function parseScript(script: Script): ParsedScript {
  const { text } = script;
  if (text === undefined) return parseLarge(script);
  const split = splitStatements(text);
  const classified = split.statements.map((statement) => ({ statement, kind: classifyStatement(text, statement) }));
  const { units, problems } = groupUnits(classified);
  const mode = decideMode(script, text, classified, units);
  const brackets = units.flatMap((unit) => unit.brackets);
  return {
    script,
    mode,
    statements: units.flatMap((unit) => unit.statements),
    units: mode === 'statements' ? units.filter((unit) => unit.statements.length > 0) : [],
    message: mode === 'transactional' ? blank(text, [...unsent(split), ...brackets]) : '',
    problems: [...split.problems, ...problems, ...findBothDirections(text, split.statements)]
      .sort((one, other) => one.offset - other.offset)
      .slice(0, maxProblems),
  };
}

function parseLarge(script: Script): ParsedScript {
  const problems = script.directives.transaction === 'off' ? [largeOutsideTransaction] : [];
  return { script, mode: 'batches', statements: [], units: [], message: '', problems };
}

function decideMode(
  script: Script,
  text: Buffer,
  classified: readonly ClassifiedStatement[],
  units: readonly WrittenUnit[],
): Exclude<ScriptMode, 'batches'> {
  if (units.every((unit) => unit.statements.length === 0)) return 'empty';
  if (script.directives.transaction === 'off') return 'statements';
  const isOneTransaction = units.length === 1 && units[0].brackets.length > 0;
  if (isOneTransaction) return 'transactional';
  const mustCommit = units.some((unit) => unit.kind === 'non-transactional' || unit.brackets.length > 0);
  return mustCommit || usesNewEnumValue(text, classified) ? 'statements' : 'transactional';
}

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What psql reads and a server does not. */
function unsent({ statements, metaCommands }: SplitText): readonly (ByteRange | MetaCommand)[] {
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

import { findOwnSchema } from '../../sql/names/own-schema';
import { readSettings } from '../../sql/settings/read-settings';
import { whyRefused } from '../../sql/settings/refused-setting';
import { splitPieces } from '../../sql/statements/split-pieces';
import type { SqlProblem, Statement } from '../../sql/statements/statement';
import { classifyStatement } from '../../sql/statements/statement-kind';
import { advanceLocation, type Location, startOfText } from '../../sql/text/positions';
import type { Directives } from '../migration';
import { describeWords, transactionProblem } from './script-units';
import { readLevels } from './unit-levels';

/** What is known of a script over 8 MB after it was read the first time. */
export interface LargeScriptReading {
  /** How many there are. */
  readonly statements: number;
  /** The first ones; an empty list means that it may run. */
  readonly problems: readonly LocatedProblem[];
  /** See `ParsedScript.openCopy`. */
  readonly openCopy?: Location;
}

/** A problem with its place, which nobody could tell later without the text. */
export interface LocatedProblem extends SqlProblem {
  readonly location: Location;
}

/** Enough to see what is wrong with a file: one that is no SQL at all has a problem on each line. */
export const maxProblems = 20;

/** `transaction off` in a script that is sent in batches: progress is recorded for scripts that are held whole. */
export const largeOutsideTransaction: SqlProblem = {
  code: 'NOT_BUILT_YET',
  message: 'A script over 8 MB cannot run with `transaction off`: split it into smaller ones',
  offset: 0,
};

/**
 * Reads a script over 8 MB once, in bounded memory, to find before anything runs what would stop it. It runs in one
 * transaction, so statements that cannot, and BEGIN or COMMIT of its own, are problems.
 */
export function splitLargeScript(pieces: Iterable<Buffer>, directives: Directives): LargeScriptReading {
  const problems: LocatedProblem[] = [];
  if (directives.transaction === 'off') problems.push({ ...largeOutsideTransaction, location: { line: 1, column: 1 } });
  let statements = 0;
  let location = startOfText;
  let openCopy: Location | undefined;
  for (const part of splitPieces(pieces)) {
    if (problems.length >= maxProblems) break;
    if (part.kind === 'problem') problems.push({ ...part.problem, location: part.location });
    if (part.kind === 'copy-end' && part.state === 'open') openCopy = location;
    if (part.kind !== 'statement') continue;
    statements++;
    location = part.location;
    const { bytes } = part;
    const statement = { ...part.statement, start: 0, end: bytes.length };
    const problem = refuseOutsideTransaction(statement, bytes) ?? refuseSetting(statement, bytes);
    if (problem !== undefined) problems.push({ ...problem, offset: part.statement.start, location });
    for (const found of findOwnSchema(bytes, [statement])) {
      problems.push({ ...found, location: advanceLocation(location, bytes, 0, found.offset) });
    }
  }
  return { statements, problems, ...(openCopy && { openCopy }) };
}

function refuseOutsideTransaction(statement: Statement, bytes: Buffer): SqlProblem | undefined {
  switch (classifyStatement(bytes, statement)) {
    case 'transactional':
    case 'enum-add-value':
      return undefined;
    default:
      return transactionProblem(
        statement,
        `${describeWords(statement)} cannot be in a script over 8 MB, which runs in one transaction`,
      );
  }
}

/** Its transaction has begun before the script is known to ask for another level. */
function refuseSetting(statement: Statement, bytes: Buffer): SqlProblem | undefined {
  const settings = readSettings(bytes, statement);
  const [message] = settings.flatMap((setting) => whyRefused(setting, undefined) ?? []);
  if (message !== undefined) return { code: 'SQL_SETTING_REFUSED', message, offset: statement.start };
  const { ofThis, ofLater } = readLevels(settings);
  const level = ofThis ?? ofLater ?? 'READ COMMITTED';
  return level === 'READ COMMITTED'
    ? undefined
    : transactionProblem(statement, `A script over 8 MB runs at READ COMMITTED, and not at ${level}: split it`);
}

import { findEncodingProblem } from '../text/encoding';
import { END_OF_DATA, findCopyEnd, findCopyStart } from './copy-data';
import { scanStatement } from './scan-statement';
import type { MetaCommand, SplitText, SqlProblem, Statement } from './statement';

/**
 * The statements of a normalised text, in order, by the rules of psql's lexer. Pure; never throws: an unterminated
 * quote or comment, a psql command other than `\restrict`, a byte that is not UTF-8 are in `problems`, in order of
 * their offsets. A text with a wrong encoding has no statements. Linear in the text's length.
 */
export function splitStatements(text: Buffer): SplitText {
  const encoding = findEncodingProblem(text);
  if (encoding !== undefined) return { statements: [], metaCommands: [], problems: [encoding] };
  const statements: Statement[] = [];
  const metaCommands: MetaCommand[] = [];
  const problems: SqlProblem[] = [];
  for (let at = 0; at < text.length; ) {
    const scan = scanStatement(text, at);
    at = scan.next;
    problems.push(...scan.problems);
    if (scan.kind === 'meta-command') metaCommands.push(scan.command);
    if (scan.kind !== 'statement') continue;
    if (!scan.copies) {
      statements.push(scan.statement);
      continue;
    }
    const data = findCopyStart(text, at);
    const end = findCopyEnd(text, data.start);
    problems.push(...data.problems);
    statements.push({ ...scan.statement, copyData: { start: data.start, end: end < 0 ? text.length : end } });
    if (end >= 0) metaCommands.push({ start: end, end: end + END_OF_DATA.length });
    at = end < 0 ? text.length : end + END_OF_DATA.length;
  }
  return { statements, metaCommands, problems };
}
